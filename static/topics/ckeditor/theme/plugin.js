/* The text has the colours of the page around it: its frame is told which theme the admin shows. */
(() => {
  "use strict";

  const outside = document.documentElement;

  CKEDITOR.plugins.add("theme", {
    init(editor) {
      const tell = () => {
        const inside = editor.document?.getDocumentElement();
        if (inside) inside.setAttribute("data-theme", outside.dataset.theme || "auto");
      };
      const watch = new MutationObserver(tell);
      watch.observe(outside, { attributes: true, attributeFilter: ["data-theme"] });
      editor.on("contentDom", tell);
      editor.on("destroy", () => watch.disconnect());
    },
  });
})();
