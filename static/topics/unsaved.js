/* What is typed in the topic form and not saved: a question before it is left, a copy in the browser, and that offered. */
(() => {
  "use strict";

  const form = document.getElementById("topic_form");
  const { desk } = window;
  if (!form || !desk?.numberAll) return;

  // A copy for each form that was opened: what was kept before is never written over by what is typed after it.
  const PREFIX = `desk:${desk.user}:${location.pathname}:`;
  const newName = () => crypto.getRandomValues(new Uint32Array(3)).join("-");
  let own = desk.kept || newName();
  let touched = desk.unsaved;
  let leaving = false;
  let isSent = false;
  let timer = 0;

  const isDirty = () => touched || desk.editors().some((editor) => editor.checkDirty());

  function fields() {
    desk.numberAll();
    desk.editors().forEach((editor) => editor.updateElement());
    return [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  }

  function keep() {
    // What was sent has its copy already.
    if (!isDirty() || isSent) return;
    form.elements.kept.value = own;
    try {
      localStorage.setItem(PREFIX + own, JSON.stringify({ at: Date.now(), fields: fields() }));
    } catch {
      // Full, or forbidden.
      sayNotKept();
    }
  }

  function later() {
    // What was sent may be saved, whether or not the answer came: what is typed after it has a copy of its own.
    if (isSent) own = newName();
    isSent = false;
    clearTimeout(timer);
    timer = setTimeout(keep, 800);
  }

  desk.typed = () => {
    touched = true;
    later();
  };

  form.addEventListener("input", desk.typed);
  form.addEventListener("change", desk.typed);
  window.CKEDITOR?.on("instanceReady", ({ editor }) => {
    if (!desk.unsaved) editor.resetDirty();
    editor.on("change", () => {
      if (editor.checkDirty()) later();
    });
  });

  // Else each sign of a text that is no letter counts three times.
  form.enctype = "multipart/form-data";

  /* How many bytes of the form count: the server counts names and values, not what stands between them. */
  function size() {
    const encoder = new TextEncoder();
    return fields().reduce((sum, pair) => sum + pair.reduce((bytes, text) => bytes + encoder.encode(text).length, 0), 0);
  }

  function say(name, words, role) {
    const said = document.querySelector(`.${name}`) || document.createElement("p");
    said.classList.add(name);
    said.setAttribute("role", role);
    said.textContent = words;
    form.before(said);
    return said;
  }

  function sayNotKept() {
    say("not-kept", "This browser keeps no copy of what you type: it has no room, or forbids it. Save often.", "status")
      .classList.add("state");
  }

  /* Sent all the same, it would be refused on another page, and the form with the text be gone from this one. */
  function sayTooMuch() {
    const words = `This is more than the site takes at once (${Math.floor(desk.most_bytes / 1024 / 1024)} MB). `
      + "Nothing was sent, and your text is still here. Take out what was pasted too much, or make several topics of it.";
    const said = say("too-much", words, "alert");
    said.classList.add("errornote");
    said.tabIndex = -1;
    said.focus();
  }

  form.addEventListener("submit", (event) => {
    // A second press, while the first one is on its way.
    if (leaving) {
      event.preventDefault();
      return;
    }
    keep();
    if (size() > desk.most_bytes) {
      event.preventDefault();
      sayTooMuch();
      return;
    }
    document.querySelector(".too-much")?.remove();
    if (event.submitter?.formTarget !== "_blank") {
      leaving = true;
      isSent = true;
      // Whoever stops a save that takes long shall be able to press again.
      setTimeout(() => { leaving = false; }, 10_000);
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (leaving || !isDirty()) return;
    keep();
    event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  // Back from the page that a submission led to, by the browser's button.
  window.addEventListener("pageshow", () => { leaving = false; });

  /* What was kept, and never saved */

  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  };

  /* The copies of this form that wait for an answer, the newest first: [{name, at, fields}]. */
  function copies() {
    let all = [];
    try {
      all = Object.keys(localStorage).filter((name) => name.startsWith(`desk:${desk.user}:`));
    } catch {
      // Forbidden.
    }
    for (const name of all) {
      if (desk.saved.includes(name.split(":").at(-1))) localStorage.removeItem(name);
    }
    const names = all.filter((name) => name.startsWith(PREFIX) && name !== PREFIX + own);
    return names.map((name) => ({ name, ...read(name) })).filter((copy) => copy.fields).sort((a, b) => b.at - a.at);
  }

  function bringBack(copy) {
    keep();
    // The form that wrote the copy may be open still: what is written from here on is another one.
    const name = newName();
    try {
      localStorage.removeItem(copy.name);
      localStorage.setItem(PREFIX + name, JSON.stringify({ at: copy.at, fields: copy.fields }));
    } catch {
      // The text is on its way into the form all the same.
    }
    const post = document.createElement("form");
    post.method = "post";
    post.enctype = form.enctype;
    post.hidden = true;
    const fresh = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const fields = copy.fields.filter(([field]) => field !== "kept");
    for (const [key, value] of [...fields, ["kept", name], ["_rebuild", "1"], ["csrfmiddlewaretoken", fresh]]) {
      const field = document.createElement("textarea");
      field.name = key;
      field.value = value;
      post.append(field);
    }
    document.body.append(post);
    leaving = true;
    post.submit();
  }

  function button(text, described, act) {
    const made = desk.button(text, act);
    made.setAttribute("aria-describedby", described);
    return made;
  }

  function offer(found) {
    const box = document.createElement("div");
    box.className = "state kept";
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", "Text that was not saved");
    found.forEach((copy, index) => {
      const when = new Date(copy.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "medium" });
      const one = document.createElement("div");
      const words = document.createElement("p");
      words.id = `kept_${index}`;
      words.textContent = `You typed text here on ${when} that was not saved. This browser keeps it until you choose.`;
      const away = () => {
        localStorage.removeItem(copy.name);
        one.remove();
        if (!box.children.length) box.remove();
        (box.querySelector("button") || form.querySelector("input:not([type=hidden])")).focus();
      };
      one.append(
        words,
        button("Bring it back", words.id, () => bringBack(copy)),
        " ",
        button("Throw it away", words.id, away),
      );
      box.append(one);
    });
    form.before(box);
  }

  const found = copies();
  if (found.length) offer(found);
})();
