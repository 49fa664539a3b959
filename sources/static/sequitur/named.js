// Gives the fields that offer records the names that their labels give: what draws them leaves them without one.

const LATER = 0;

function name(select) {
  const label = select.labels?.[0]?.textContent.trim().replace(/:$/, "");
  return select.getAttribute("aria-label") || label || select.name;
}

function tell(select) {
  const drawn = select.nextElementSibling;
  if (!drawn?.classList.contains("select2")) return;
  const shown = drawn.querySelector(".select2-selection__rendered");
  if (select.multiple) {
    // It is drawn as a list that holds other things than items.
    [shown, ...shown.children].forEach((part) => part.setAttribute("role", "none"));
    drawn.querySelector(".select2-search__field").setAttribute("aria-label", name(select));
  } else {
    const chosen = select.selectedOptions[0]?.textContent.trim();
    shown.setAttribute("aria-label", `${name(select)}: ${chosen || "nothing chosen"}`);
  }
}

function tellAll() {
  document.querySelectorAll("select.admin-autocomplete").forEach(tell);
}

// The fields are drawn when the page is ready, and with every row that is added.
window.django?.jQuery?.(() => setTimeout(tellAll, LATER));
document.addEventListener("formset:added", () => setTimeout(tellAll, LATER));
window.django?.jQuery?.(document).on("change", "select.admin-autocomplete", (event) => {
  setTimeout(() => tell(event.target), LATER);
});

// Beside the search of a list stands a picture alone.
document.getElementById("searchbar")?.setAttribute("aria-label", "Search");
