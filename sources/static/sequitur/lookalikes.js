// Tells of records that look like the one being entered, while it is entered. Without it the server tells once, before
// the first save.

const PATIENCE = 500;

const section = document.getElementById("lookalikes");
if (section) watch(section);

function watch(section) {
  const form = section.closest("form");
  const telling = new RegExp(`^(?:${section.dataset.telling})$`);
  let waiting;
  let asked = 0;

  const later = (event) => {
    if (!telling.test(event.target.name ?? "")) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, PATIENCE);
  };
  form.addEventListener("input", later);
  // Choosing from an autocomplete is told to jQuery alone.
  window.django?.jQuery?.(form).on("change", later);

  async function ask() {
    const number = ++asked;
    const entered = [...new FormData(form)].filter(([name, value]) => matters(name) && value !== "");
    if (section.dataset.of) entered.push(["of", section.dataset.of]);
    const response = await fetch(`${section.dataset.url}?${new URLSearchParams(entered)}`, {
      headers: { Accept: "application/json" },
    });
    if (response.ok && number === asked) show((await response.json()).found);
  }

  function matters(name) {
    return telling.test(name) || (name.endsWith("-DELETE") && !name.includes("__prefix__"));
  }

  function show(found) {
    section.hidden = found.length === 0;
    section.querySelector("ul").replaceChildren(...found.map(line));
    // Only what was shown is told apart: another one that turns up with the save is still told of.
    form.elements.told_apart.value = found.map((one) => one.pk).join(",");
  }
}

function line(one) {
  const item = document.createElement("li");
  const compare = link(one.compare, "Compare");
  const whom = document.createElement("span");
  whom.className = "visually-hidden";
  whom.textContent = ` with ${one.label}`;
  compare.append(whom);
  item.append(link(one.url, one.label), ` (${one.status}): ${one.reasons.join("; ")}. `, compare);
  return item;
}

function link(address, text) {
  const made = document.createElement("a");
  made.href = address;
  made.target = "_blank";
  made.rel = "noopener";
  made.textContent = text;
  return made;
}
