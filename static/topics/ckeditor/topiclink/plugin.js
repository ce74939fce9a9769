/* Links to other topics, found by any of their names. */
(() => {
  "use strict";

  CKEDITOR.plugins.add("topiclink", {
    requires: "cursor",

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
              editor.plugins.cursor.stand(editor, link);
            },
          );
        },
      });
      // CKEditor's own links stay chosen when they are in, so that the next letter would take their place.
      let wasCollapsed = false;
      editor.on("dialogShow", ({ data }) => {
        if (data.getName() === "link") wasCollapsed = Boolean(editor.plugins.cursor.place(editor));
      });
      editor.on("dialogHide", ({ data }) => {
        if (data.getName() !== "link" || !wasCollapsed) return;
        setTimeout(() => {
          const link = editor.elementPath()?.contains("a");
          if (link) editor.plugins.cursor.stand(editor, link);
        });
      });

      editor.ui.addButton("TopicLink", {
        label: "Link to topic", title: "Link to another topic", command: "topiclink", toolbar: "links",
      });
    },
  });
})();
