/* Headings of other programs become ours: the page has ranks one and two itself. */
(() => {
  "use strict";

  const OURS = { h1: "h3", h2: "h3", h5: "h4", h6: "h4" };

  CKEDITOR.plugins.add("pasteclean", {
    init(editor) {
      editor.filter.addElementCallback((element) => {
        if (element.name in OURS) element.name = OURS[element.name];
      });
    },
  });
})();
