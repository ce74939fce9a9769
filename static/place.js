// Continue where you left off, for readers who asked for it in their settings: keeps on the device at which section of
// which page they stopped, and leads there. Nothing of it is sent anywhere.

const MOST_PAGES = 20;

const places = read();
const resume = document.getElementById("resume");
const last = document.getElementById("resume_last");
const parts = [...document.querySelectorAll(".topic .part")];

if (resume && location.pathname in places) lead(resume, location.pathname, "Continue where you left off: ");
const [lastPath] = Object.keys(places).slice(-1);
if (last && lastPath) lead(last, lastPath, "Continue where you left off: ");
if (parts.length) addEventListener("pagehide", keep);
// On phones this is the last that a page hears.
document.addEventListener("visibilitychange", () => document.hidden && parts.length && keep());

function lead(link, path, words) {
  const { key, heading, title } = places[path];
  link.href = `${path}#${key}`;
  link.textContent = `${words}${link === last ? `${title}, ` : ""}${heading}`;
}

// The last section that begins in the upper half of the window is the one being read. One at a time, it is the one shown.
function keep() {
  const shown = parts.filter((part) => part.offsetParent);
  const reached = shown.filter((part) => part.getBoundingClientRect().top < innerHeight / 2).at(-1) ?? shown[0];
  delete places[location.pathname];
  const isBegun = reached !== parts[0] && reached !== undefined;
  if (isBegun) {
    const anchor = reached.id ? reached : reached.querySelector("[id]");
    places[location.pathname] = {
      key: anchor.id,
      heading: reached.dataset.part ?? anchor.textContent.trim(),
      title: document.querySelector("h1").firstChild.textContent.trim(),
    };
  }
  const kept = Object.entries(places).slice(-MOST_PAGES);
  try {
    localStorage.setItem("places", JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // There is no room, or nothing may be kept: the reader begins at the top.
  }
}

function read() {
  try {
    return Object(JSON.parse(localStorage.getItem("places")));
  } catch {
    return {};
  }
}
