// What every page runs, before anything of it is drawn: puts a reader's own settings on the root, where site.css finds
// them. They are kept on the device, by settings.js. What only some pages or readers need is fetched when it is needed.

{
  const NAMES = ["size", "spacing", "scheme", "contrast", "motion", "sections", "place"];
  const root = document.documentElement;
  const modules = document.currentScript.dataset;

  root.dataset.scripted = "";
  if ("speechSynthesis" in window) root.dataset.voice = "";
  const kept = read("reading");
  for (const name of NAMES) if (typeof kept[name] === "string") root.dataset[name] = kept[name];
  // The first page leads to whatever was read last.
  const places = kept.place ? Object.keys(read("places")) : [];
  if (places.length && !location.hash && [modules.home, ...places].includes(location.pathname)) root.dataset.resume = "";

  addEventListener("DOMContentLoaded", () => {
    for (const name of ["sections", "place"]) if (kept[name]) import(modules[name]);
    for (const tool of document.querySelectorAll("details[data-module]")) prepare(tool);
    for (const term of document.querySelectorAll("a.term")) explain(term);
  });

  // What is kept under `name`; nothing where the browser keeps nothing, or something else is there.
  function read(name) {
    try {
      return Object(JSON.parse(localStorage.getItem(name)));
    } catch {
      return {};
    }
  }

  // Fetches what a tool needs when it is opened. Whoever is quicker than that gets what they asked for a moment later.
  function prepare(tool) {
    const form = tool.querySelector("form");
    let isAsked = false;
    form.onsubmit = (event) => {
      event.preventDefault();
      isAsked = true;
    };
    const fetchOnce = async () => {
      await import(tool.dataset.module);
      form.onsubmit = null;
      if (isAsked) form.requestSubmit();
    };
    tool.addEventListener("toggle", fetchOnce, { once: true });
  }

  // A word opens what it means below its paragraph, and closes it: the words are those of the list at the page's end.
  // Without this it is a link to its topic.
  function explain(term) {
    const block = term.closest(".table") ?? term.closest("p, li, blockquote");
    if (!block) return;
    const meaning = document.createElement("div");
    meaning.className = "meaning flow";
    meaning.id = `${term.dataset.term}_here`;
    meaning.hidden = true;
    meaning.append(...document.getElementById(term.dataset.term).cloneNode(true).childNodes);
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button second";
    close.textContent = "Close";
    meaning.append(close);
    if (block.matches("li, blockquote")) block.append(meaning);
    else block.after(meaning);

    term.setAttribute("role", "button");
    term.setAttribute("aria-controls", meaning.id);
    show(false);
    term.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // for another tab or window
      event.preventDefault();
      show(meaning.hidden);
    });
    term.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      term.click();
    });
    for (const one of [term, meaning]) {
      one.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !meaning.hidden) leave();
      });
    }
    close.addEventListener("click", leave);

    function show(isShown) {
      meaning.hidden = !isShown;
      term.setAttribute("aria-expanded", String(isShown));
    }

    function leave() {
      show(false);
      term.focus();
    }
  }
}
