// The A to Z's filter while somebody types. Without this the form asks the server, which finds the same names: the rule
// is that of topics/views/index.py, and fold() that of topics/folding.py.

const PAUSE = 200; // milliseconds without a key before the list changes
const LETTERS = {
  æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", þ: "th", ı: "i", ħ: "h", ŧ: "t", ß: "ss", ς: "σ",
};

const [form, status, ways, clearLink, searchLink, list] = [
  "filter", "filter_status", "filter_ways", "filter_clear", "filter_search", "topics_list",
].map((id) => document.getElementById(id));
const field = form.elements.find;

// The letters with their lines; null until the names are here that the server has left out.
let index = "filtered" in form.dataset ? null : read();
let isAnyFound = true;
let pause, coming;

field.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(filter, PAUSE);
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || !field.value) return;
  event.preventDefault();
  clear();
});
form.addEventListener("submit", (event) => {
  if (!index) return;
  event.preventDefault();
  filter();
});
clearLink.addEventListener("click", (event) => {
  if (!index) return;
  event.preventDefault();
  clear();
  field.focus(); // the link has gone, and the focus would go with it
});
// Where no name matches, the letters are those of all names, and lead there.
document.addEventListener("click", (event) => {
  if (!isAnyFound && event.target.closest(".letters a")) clear();
});

function clear() {
  field.value = "";
  filter();
}

// Show the names in which each word that was typed begins a word. Where they cannot be had, the form still works.
async function filter() {
  clearTimeout(pause);
  try {
    index ??= await (coming ??= fetchIndex());
  } catch {
    coming = null;
    return;
  }
  const typed = field.value.replace(/\s+/g, " ").trim();
  const words = fold(typed).split(" ").filter(Boolean);
  const count = hideOthers(words);
  isAnyFound = count > 0;
  showLetters(words.length && isAnyFound);
  status.textContent = sentence(typed, words, count);
  ways.hidden = !typed;
  searchLink.search = new URLSearchParams({ q: typed });
  searchLink.querySelector("span").textContent = typed;
  history.replaceState(history.state, "", typed ? `?${new URLSearchParams({ find: typed })}` : form.action);
}

function hideOthers(words) {
  let count = 0;
  for (const letter of index) {
    letter.found = 0;
    for (const line of letter.lines) {
      line.words ??= ` ${fold(line.name)}`;
      line.item.hidden = !words.every((word) => line.words.includes(` ${word}`));
      letter.found += line.item.hidden ? 0 : 1;
    }
    letter.group.hidden = !letter.found;
    count += letter.found;
  }
  return count;
}

function showLetters(isFiltered) {
  for (const tile of document.querySelectorAll(".letters li")) tile.hidden = isFiltered;
  for (const { tile, spoken, found, lines } of index) {
    const count = isAnyFound ? found : lines.length;
    tile.hidden = !count;
    spoken.textContent = `, ${count} name${count === 1 ? "" : "s"}`;
  }
}

function sentence(typed, words, count) {
  if (!typed) return "";
  if (!words.length) return "Please use letters or numbers, such as “fatigue” or “MRI”.";
  if (!count) return `No name matches “${typed}”. You can search, or choose a letter.`;
  return count === 1 ? `1 name matches “${typed}”.` : `${count} names match “${typed}”.`;
}

// Put the whole index in the place of the one that the server filtered.
async function fetchIndex() {
  const response = await fetch(form.action);
  if (!response.ok) throw new Error(response.status);
  const whole = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of [".letters", "#topics_list"]) {
    document.querySelector(part).replaceChildren(...whole.querySelector(part).childNodes);
  }
  return read();
}

function read() {
  return Array.from(list.querySelectorAll(".group"), (group) => {
    const link = document.querySelector(`.letters a[href="#${group.querySelector("h2").id}"]`);
    return {
      group,
      tile: link.closest("li"),
      spoken: link.querySelector("span > :last-child"),
      lines: Array.from(group.querySelectorAll(".entries li"), (item) => ({ item, name: nameOn(item) })),
    };
  });
}

function nameOn(item) {
  return item.querySelector("a").firstChild.textContent.replace(/, see $/, "");
}

function fold(text) {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[æœøđðłþıħŧßς]/g, (letter) => LETTERS[letter])
    .replace(/\p{M}|['’‘ʼ`]/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
