/* Citations: the mark [@zamboni2009] is shown as author and year, and stays the mark in the text that is saved. */
(() => {
  "use strict";

  const MARK = /\[@[a-z0-9][a-z0-9:._-]*(?:; @[a-z0-9][a-z0-9:._-]*)*\]/g;
  const INSERTING = new Set(["cite", "topiclink", "abbr", "link"]);
  const names = {};

  const keysOf = (mark) => mark.slice(1, -1).split("; ").map((key) => key.slice(1));
  const labelOf = (mark) => `[${keysOf(mark).map((key) => names[key] || key).join("; ")}]`;

  /* A browser sets the cursor within a mark that begins a line. There it sticks, and what is inserted goes elsewhere. */
  function leaveMark(editor) {
    const { cursor } = editor.plugins;
    const range = cursor.place(editor);
    if (!range) return;
    const { startContainer: node } = range;
    const mark = editor.widgets.getByElement(node.type === CKEDITOR.NODE_TEXT ? node.getParent() : node);
    if (mark?.name !== "cite") return;
    const place = range.startOffset ? CKEDITOR.POSITION_AFTER_END : CKEDITOR.POSITION_BEFORE_START;
    cursor.stand(editor, mark.wrapper, place);
  }

  function standBehindChosen(editor) {
    const mark = editor.widgets.focused;
    if (mark?.name === "cite") editor.plugins.cursor.stand(editor, mark.wrapper);
  }

  /* What is typed while a mark is chosen would be swallowed, and what is pasted would take its place. */
  function typeBehind(editor, { key, ctrlKey, metaKey, altKey }) {
    const isTyped = key.length === 1 && !ctrlKey && !metaKey && !altKey;
    const isPasted = (ctrlKey || metaKey) && key.toLowerCase() === "v";
    const goesOn = ["Home", "End", "Enter"].includes(key);
    if (isTyped || isPasted || goesOn) standBehindChosen(editor);
  }

  CKEDITOR.plugins.add("cite", {
    requires: "widget,cursor",

    init(editor) {
      const known = document.getElementById("reference-names");
      if (known) Object.assign(names, JSON.parse(known.textContent));

      editor.widgets.add("cite", {
        inline: true,
        allowedContent: "span[!data-cite]",
        upcast: (element) => element.name === "span" && "data-cite" in element.attributes,
        downcast() {
          return new CKEDITOR.htmlParser.text(this.data.mark);
        },
        init() {
          this.setData("mark", this.element.getAttribute("data-cite"));
        },
        data() {
          this.element.setText(labelOf(this.data.mark));
          this.element.setAttribute("title", this.data.mark);
        },
        getLabel() {
          return `Citation of ${labelOf(this.data.mark)}`;
        },
      });

      editor.on("contentDom", () => {
        const text = editor.editable();
        text.attachListener(text, "keydown", (event) => typeBehind(editor, event.data.$), null, null, -1);
      });
      editor.on("selectionChange", () => leaveMark(editor));
      editor.on("beforeCommandExec", ({ data }) => {
        leaveMark(editor);
        // What is inserted stands behind a mark that is chosen, and not in its place.
        if (INSERTING.has(data.name)) standBehindChosen(editor);
      });

      editor.addCommand("cite", {
        exec() {
          window.desk.forEditor(
            editor, window.desk.find, "Cite a source", "Author, title, year or key", window.desk.references,
            (found) => {
              names[found.key] = found.name;
              editor.insertHtml(`<span data-cite="[@${found.key}]">${found.key}</span>`);
              // What is typed next stands behind the mark, which is chosen as a whole when it has just been put in.
              standBehindChosen(editor);
            },
          );
        },
      });
      editor.ui.addButton("Cite", { label: "Cite", title: "Cite a source", command: "cite", toolbar: "insert" });
    },

    afterInit(editor) {
      editor.dataProcessor.dataFilter.addRules({
        text(text) {
          return text.replace(MARK, (mark) => {
            const span = new CKEDITOR.htmlParser.element("span", { "data-cite": mark });
            span.add(new CKEDITOR.htmlParser.text(mark));
            return editor.widgets.wrapElement(span, "cite").getOuterHtml();
          });
        },
      });
    },
  });
})();
