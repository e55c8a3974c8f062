// The list follows the search box; without this script the button does the same.
const form = document.querySelector("[data-people-search]");
const list = document.querySelector("[data-people-list]");
if (form && list) {
  let waiting, asked = 0;
  const ask = async () => {
    const mine = (asked += 1);
    const query = new URLSearchParams(new FormData(form));
    query.set("part", "1");
    const answer = await fetch(`${form.action || location.pathname}?${query}`, { credentials: "same-origin" });
    if (answer.ok && mine === asked) list.innerHTML = await answer.text();
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 200);
  });
}

// Earlier enquiries that look like the same person, while a new one is typed. Saving shows them too.
const entry = document.querySelector("[data-duplicates-from]");
const hints = document.querySelector("[data-duplicates]");
if (entry && hints) {
  let waiting;
  entry.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const query = new URLSearchParams();
      for (const name of ["name", "email", "telephone", "postcode"]) query.set(name, entry.elements[name]?.value ?? "");
      const answer = await fetch(`${entry.dataset.duplicatesFrom}?${query}`, { credentials: "same-origin" });
      if (answer.ok) hints.innerHTML = await answer.text();
    }, 150);
  });
}
