/* Where the cursor stands, for the plug-ins that put something in. */
(() => {
  "use strict";

  CKEDITOR.plugins.add("cursor", {
    /* Sets the cursor beside `element`: `place` is one of CKEditor's POSITION_…, behind it unless told. */
    stand(editor, element, place = CKEDITOR.POSITION_AFTER_END) {
      const range = editor.createRange();
      range.moveToPosition(element, place);
      range.select();
    },

    /* Returns the range of a cursor that chooses nothing, or null. */
    place(editor) {
      const range = editor.getSelection()?.getRanges()[0];
      return range?.collapsed ? range : null;
    },
  });
})();
