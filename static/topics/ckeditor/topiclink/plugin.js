/* Links to other topics, found by any of their names. */
(() => {
  "use strict";

  CKEDITOR.plugins.add("topiclink", {
    init(editor) {
      editor.addCommand("topiclink", {
        exec() {
          window.desk.forEditor(
            editor, window.desk.find, "Link to a topic", "Any name of the topic", window.desk.topics,
            (found) => {
              const attributes = { href: found.url, "data-cke-saved-href": found.url };
              if (editor.getSelection().getSelectedText()) {
                editor.applyStyle(new CKEDITOR.style({ element: "a", attributes, type: CKEDITOR.STYLE_INLINE }));
                return;
              }
              const link = editor.document.createElement("a");
              link.setAttributes(attributes);
              link.setText(found.name);
              editor.insertElement(link);
              const range = editor.createRange();
              range.setStartAfter(link);
              range.collapse(true);
              range.select();
            },
          );
        },
      });
      editor.ui.addButton("TopicLink", {
        label: "Link to topic", title: "Link to another topic", command: "topiclink", toolbar: "links",
      });
    },
  });
})();
