/* A dialog of the editors' desk. `ask` shows fields to fill in, `find` looks something up by what is typed; `button` makes
   a button as all of the desk have it. */
(() => {
  "use strict";

  function open(title, fill, onClose) {
    const dialog = document.createElement("dialog");
    dialog.className = "desk-dialog";
    dialog.setAttribute("aria-labelledby", "desk_dialog_title");
    const heading = document.createElement("h2");
    heading.id = "desk_dialog_title";
    heading.textContent = title;
    dialog.append(heading);
    fill(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      onClose();
    });
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
  }

  function button(text, act, type = "button") {
    const made = document.createElement("button");
    made.type = type;
    made.className = "button";
    made.textContent = text;
    if (act) made.addEventListener("click", act);
    return made;
  }

  function actions(...buttons) {
    const row = document.createElement("div");
    row.className = "actions";
    row.append(...buttons);
    return row;
  }

  function labelled(text, value) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "text";
    input.value = value || "";
    input.autocomplete = "off";
    label.append(text, input);
    return { label, input };
  }

  /* fields: [{label, value, required}]; done(values) or, when the dialog was closed without, done(null). */
  function ask(title, fields, done) {
    let answer = null;
    open(title, (dialog) => {
      const form = document.createElement("form");
      form.method = "dialog";
      const made = fields.map((field) => {
        const one = labelled(field.label, field.value);
        one.input.required = true;
        form.append(one.label);
        return one.input;
      });
      form.append(actions(button("Insert", null, "submit"), button("Cancel", () => dialog.close())));
      form.addEventListener("submit", () => { answer = made.map((input) => input.value.trim()); });
      dialog.append(form);
    }, () => done(answer));
  }

  /* Looks up what is typed at `url`, which answers {results: [{name, more, …}]}; done(result) or done(null). */
  function find(title, words, url, done) {
    let picked = null;
    open(title, (dialog) => {
      const search = labelled(words, "");
      const status = document.createElement("p");
      status.setAttribute("role", "status");
      const list = document.createElement("ul");
      let timer = 0;
      let last = null;
      const pick = (result) => {
        picked = result;
        dialog.close();
      };
      const show = (results) => {
        list.replaceChildren(...results.map((result) => {
          const item = document.createElement("li");
          const choice = button("", () => pick(result));
          const name = document.createElement("strong");
          name.textContent = result.name;
          choice.append(name, " ", result.more);
          item.append(choice);
          return item;
        }));
        status.textContent = results.length
          ? `${results.length} found. Press Tab to reach them, or Enter to take the first.`
          : "Nothing found. Try another word.";
      };
      const look = async () => {
        last?.abort();
        last = new AbortController();
        const asked = search.input.value.trim();
        if (!asked) {
          list.replaceChildren();
          status.textContent = "";
          return [];
        }
        try {
          const answer = await fetch(`${url}?q=${encodeURIComponent(asked)}`, { signal: last.signal });
          if (!answer.ok || answer.redirected) throw new Error("refused");
          const { results } = await answer.json();
          show(results);
          return results;
        } catch (error) {
          if (error.name === "AbortError") return [];
          status.textContent = "The desk does not answer. Check that you are logged in, in another tab, and try again.";
          return [];
        }
      };
      search.input.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(look, 200);
      });
      search.input.addEventListener("keydown", async (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        clearTimeout(timer);
        const [first] = await look();
        if (first) pick(first);
      });
      dialog.append(search.label, status, list, actions(button("Cancel", () => dialog.close())));
    }, () => done(picked));
  }

  /* Opens a dialog for an editor of CKEditor. The browser holds the cursor in the editor's frame meanwhile; places that
     are counted in characters would not do, since CKEditor's invisible fillers come and go. */
  function forEditor(editor, opener, ...rest) {
    const done = rest.pop();
    editor.focus();
    opener(...rest, (answer) => {
      editor.focus();
      if (answer) done(answer);
    });
  }

  window.desk = Object.assign(window.desk || {}, { ask, find, forEditor, button });
})();
