/* Links to other topics, found by any of their names. */
(() => {
  "use strict";

  function standBehind(editor, element) {
    const range = editor.createRange();
    range.setStartAfter(element);
    range.collapse(true);
    range.select();
  }

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
              standBehind(editor, link);
            },
          );
        },
      });
      // CKEditor's own links stay chosen when they are in, so that the next letter would take their place.
      let wasCollapsed = false;
      editor.on("dialogShow", ({ data }) => {
        if (data.getName() === "link") wasCollapsed = Boolean(editor.getSelection()?.getRanges()[0]?.collapsed);
      });
      editor.on("dialogHide", ({ data }) => {
        if (data.getName() !== "link" || !wasCollapsed) return;
        setTimeout(() => {
          const link = editor.elementPath()?.contains("a");
          if (link) standBehind(editor, link);
        });
      });

      editor.ui.addButton("TopicLink", {
        label: "Link to topic", title: "Link to another topic", command: "topiclink", toolbar: "links",
      });
    },
  });
})();
