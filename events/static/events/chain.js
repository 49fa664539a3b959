// Draws the chain anew while causes and effects, title and time are typed. Without it the chain is drawn as it is stored.

const PATIENCE = 500;
const DRAWN =
  /^(?:(?:cause|effect)_links-\d+-(?:cause|effect|kind|id|DELETE)|title|short_title|when_edtf|citations-\d+-source)$/;

const section = document.getElementById("chain");
if (section) watch(section);

function watch(section) {
  centre(section);
  const form = section.closest("form");
  let waiting;
  let asked = 0;

  const later = (event) => {
    if (!DRAWN.test(event.target.name ?? "")) return;
    clearTimeout(waiting);
    waiting = setTimeout(draw, PATIENCE);
  };
  form.addEventListener("input", later);
  // Choosing from an autocomplete is told to jQuery alone.
  window.django?.jQuery?.(form).on("change", later);

  async function draw() {
    const number = ++asked;
    const typed = [...new FormData(form)].filter(([name, value]) => DRAWN.test(name) && value !== "");
    const response = await fetch(`${section.dataset.url}?${new URLSearchParams(typed)}`);
    if (!response.ok || number !== asked) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    section.querySelector(".drawn").replaceChildren(...page.body.childNodes);
    centre(section);
  }
}

function centre(section) {
  const frame = section.querySelector(".scrolled");
  const root = section.querySelector(".root");
  if (!frame || !root) return;
  const [inner, outer] = [root.getBoundingClientRect(), frame.getBoundingClientRect()];
  frame.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
}
