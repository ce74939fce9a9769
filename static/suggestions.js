// Suggestions under each search box: a combobox as the ARIA Authoring Practices describe it (a list that completes
// nothing and selects nothing by itself). Without this the form is a form. What the server answers is described in
// topics/views/search.py.

const SHORTEST = 2; // letters
const PAUSE = 150; // milliseconds without a key before asking
const SILENCE = 800; // milliseconds without a key before the count is spoken: later than the key that was typed

for (const [number, form] of document.querySelectorAll("form[data-suggestions]").entries()) {
  suggest(form, `suggestions_${number}`);
}

function suggest(form, id) {
  const field = form.elements.q;
  const list = element("div", { id, class: "suggestions", role: "listbox", "aria-label": "Suggestions", hidden: "" });
  const status = element("p", { class: "visually-hidden", role: "status" });
  const answers = new Map();
  let active = null; // the option that the arrows have reached
  let isLate = true; // whether the text has changed since the list was made
  let asking = new AbortController();
  let pause, silence;

  field.after(list);
  form.append(status);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": id,
    "aria-expanded": "false",
  })) {
    field.setAttribute(name, value);
  }

  field.addEventListener("input", () => {
    forget();
    activate(null);
    isLate = true;
    if (typed().length < SHORTEST) close();
    else pause = setTimeout(offer, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    const act = !event.isComposing && !event.ctrlKey && !event.metaKey && KEYS[event.key];
    if (act && act(event)) event.preventDefault();
  });
  field.addEventListener("blur", close);
  form.addEventListener("submit", close);
  list.addEventListener("click", close);
  // The field keeps the focus, and so the list stays until the finger or the button is lifted from an option.
  list.addEventListener("mousedown", (event) => event.preventDefault());

  // Each returns whether it has done what the key is for; otherwise the browser does.
  const KEYS = {
    ArrowDown(event) {
      if (list.hidden || isLate) offer().then((isShown) => isShown && !event.altKey && activate(list.firstChild));
      else if (!event.altKey) activate(active?.nextSibling || list.firstChild);
      return true;
    },
    ArrowUp(event) {
      if (list.hidden) return false;
      if (event.altKey) close();
      else if (!isLate) activate(active?.previousSibling || list.lastChild);
      return true;
    },
    Enter() {
      if (!active) return false;
      active.click();
      return true;
    },
    Escape() {
      const isEmpty = !field.value;
      if (list.hidden) field.value = "";
      close();
      return !isEmpty;
    },
    // These move the cursor in the text, and go back to it from the list.
    Home: leave,
    End: leave,
    ArrowLeft: leave,
    ArrowRight: leave,
  };

  function leave() {
    activate(null);
    return false;
  }

  function typed() {
    return field.value.trim().replace(/\s+/g, " ");
  }

  // Show what the server suggests, and return whether it is shown. Whatever goes wrong, there is no list, and nobody
  // is told.
  async function offer() {
    forget();
    const query = typed();
    if (query.length < SHORTEST) return false;
    const { signal } = (asking = new AbortController());
    try {
      const found = answers.get(query) || (await ask(query, signal));
      answers.set(query, found);
      show(found);
      silence = setTimeout(say, SILENCE - PAUSE, found.length);
      return true;
    } catch {
      if (!signal.aborted) close();
      return false;
    }
  }

  async function ask(query, signal) {
    const response = await fetch(`${form.dataset.suggestions}?${new URLSearchParams({ q: query })}`, { signal });
    if (!response.ok) throw new Error(response.status);
    return (await response.json()).suggestions;
  }

  // Let no answer, and no word, come that belongs to an earlier text.
  function forget() {
    clearTimeout(pause);
    clearTimeout(silence);
    asking.abort();
    status.textContent = "";
  }

  function close() {
    forget();
    activate(null);
    open(false);
  }

  function show(found) {
    activate(null);
    isLate = false;
    list.replaceChildren(...found.map((one, number) => option(one, `${id}_${number}`)));
    open(found.length > 0);
  }

  function open(isOpen) {
    list.hidden = !isOpen;
    field.setAttribute("aria-expanded", String(isOpen));
  }

  function say(count) {
    status.textContent = count ? `${count} suggestion${count === 1 ? "" : "s"}` : "No suggestions";
  }

  function activate(option) {
    if (active) active.setAttribute("aria-selected", "false");
    active = option;
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", option.id);
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }
}

// A link, so that it can be opened in another tab as well: “Liberation therapy, see CCSVI (its full name)”.
function option({ name, title, full_name, url, marked }, id) {
  const link = element("a", { id, href: url, role: "option", "aria-selected": "false", tabindex: "-1", draggable: "false" });
  let end = 0;
  for (const [from, to] of marked) {
    const mark = element("mark");
    mark.textContent = name.slice(from, to);
    link.append(name.slice(end, from), mark);
    end = to;
  }
  const rest = element("span", { class: "quiet" });
  if (name !== title) rest.append(`, see ${title}`);
  if (full_name && full_name !== name && full_name !== title) rest.append(` (${full_name})`);
  link.append(name.slice(end), rest);
  return link;
}

function element(name, attributes = {}) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}
