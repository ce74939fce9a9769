/* Spaces: browsers write a no-break space for one that is typed beside a link, a citation or the end of a paragraph. */
(() => {
  "use strict";

  const HARD = "(?:&nbsp;|\\u00a0)";
  const AT_AN_EDGE = new RegExp(`^${HARD}|${HARD}$`, "g");
  const BESIDE_ANOTHER = new RegExp(`(?:${HARD} | ${HARD})+`, "g");

  CKEDITOR.plugins.add("spaces", {
    init(editor) {
      editor.dataProcessor.htmlFilter.addRules({
        text: (text) => text.replace(AT_AN_EDGE, " ").replace(BESIDE_ANOTHER, " "),
      });
    },
  });
})();
