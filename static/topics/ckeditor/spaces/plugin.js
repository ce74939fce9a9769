/* Spaces: browsers write a no-break space for one that is typed beside a link, a citation or the end of a paragraph. Those
   that came with the text or were pasted are meant, and carry a sign in the editor that nobody sees. */
(() => {
  "use strict";

  const MEANT = "\u2060";

  CKEDITOR.plugins.add("spaces", {
    init(editor) {
      editor.dataProcessor.dataFilter.addRules({
        text: (text) => text.replace(/&nbsp;|\u00a0/g, `${MEANT}$&`),
      });
      editor.dataProcessor.htmlFilter.addRules({
        text: (text) => text.replace(/(?<!\u2060)(?:&nbsp;|\u00a0)/g, " ").replaceAll(MEANT, ""),
      });
    },
  });
})();
