// One section at a time, for readers who asked for it in their settings. The ways to the sections before and after are
// ordinary links to them, so the browser's “Back” leads back; any other link to a place on the page works as well.

const topic = document.querySelector(".topic");
const parts = [...document.querySelectorAll(".topic .part")];

if (parts.length > 1) {
  const turn = document.createElement("nav");
  turn.className = "turn";
  turn.setAttribute("aria-label", "Sections");
  topic.querySelector(".dates").before(turn);
  topic.dataset.parts = parts.length;
  addEventListener("hashchange", () => follow(true));
  follow(false);

  // Show the section that the address points into; where it points at none, leave what is shown.
  function follow(isAsked) {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const asked = parts.indexOf(target?.closest(".part"));
    if (asked < 0 && isAsked && turn.childElementCount) return;
    show(Math.max(0, asked));
    if (asked < 0) return;
    target.scrollIntoView();
    if (isAsked && target.matches("[tabindex]")) target.focus({ preventScroll: true });
  }

  function show(number) {
    for (const [other, part] of parts.entries()) part.classList.toggle("away", other !== number);
    const count = document.createElement("p");
    count.textContent = `Section ${number + 1} of ${parts.length}`;
    turn.replaceChildren(count);
    if (number + 1 < parts.length) turn.append(link("Next", parts[number + 1]));
    if (number) turn.append(link("Back", parts[number - 1]));
  }
}

function link(word, part) {
  const anchor = part.id ? part : part.querySelector("[id]");
  const made = document.createElement("a");
  made.href = `#${anchor.id}`;
  made.textContent = `${word}: ${part.dataset.part ?? anchor.textContent.trim()}`;
  return made;
}
