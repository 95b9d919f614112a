// What pages do beyond links and forms. Every page works without it.
(() => {
  "use strict";
  const main = () => document.getElementById("main");

  // --- A page that changes is told so, fetches itself again and takes over what differs.
  let stream = null, watched = null, fetching = false, again = false;

  const refetch = async () => {
    if (fetching) { again = true; return; }
    fetching = true;
    const page = main().dataset.page;
    await htmx.ajax("GET", page, { source: main(), target: "#main", select: "#main", swap: "morph:outerHTML show:none" }).catch(() => {});
    fetching = false;
    if (again) { again = false; refetch(); }
  };

  const close = () => { if (stream) stream.close(); stream = null; watched = null; };

  const watch = () => {
    const page = main().dataset.live !== undefined && !document.hidden ? main().dataset.page : null;
    if (page === watched) return;
    close();
    if (page === null) return;
    watched = page;
    stream = new EventSource("/live?page=" + encodeURIComponent(page));
    const changed = (event) => { if (event.data !== main().dataset.live) refetch(); };
    stream.addEventListener("open", (event) => { if (event.data) changed(event); });
    stream.addEventListener("changed", changed);
  };
  document.addEventListener("visibilitychange", watch);
  document.addEventListener("htmx:afterSettle", () => { watch(); lines(); tick(); });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", watch);

  // --- Times that say how long ago they are go on by themselves.
  const about = (s) => s < 60 ? s + " s" : s < 3600 ? Math.floor(s / 60) + " min" : s < 86400 ? Math.floor(s / 3600) + " h" : Math.floor(s / 86400) + " d";
  const tick = () => {
    for (const time of document.querySelectorAll("time[data-ago]")) {
      const s = Math.floor((Date.now() - Date.parse(time.dateTime)) / 1000);
      const text = s < 0 ? "in " + about(-s) : s < 1 ? "just now" : about(s) + " ago";
      if (time.textContent !== text) time.textContent = text;
    }
  };
  setInterval(() => { if (!document.hidden) tick(); }, 1000);

  // --- What can be copied.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) {
      await navigator.clipboard.writeText(button.dataset.copy).catch(() => {});
      button.classList.add("copied");
      setTimeout(() => button.classList.remove("copied"), 1200);
    }
    if (event.target.closest("[data-keys]")) sheet().showModal();
  });
  const sheet = () => document.getElementById("keys");

  // --- The editor: line numbers, and its indentation.
  const lines = () => {
    const editor = document.getElementById("payload");
    const gutter = document.getElementById("lines");
    if (!editor || !gutter) return;
    const count = editor.value.split("\n").length;
    if (gutter.childElementCount !== count) {
      gutter.replaceChildren(...Array.from({ length: count }, (_, i) => {
        const line = document.createElement("span");
        line.textContent = i + 1;
        return line;
      }));
    }
    const wrong = Number(editor.dataset.line || 0);
    [...gutter.children].forEach((line, i) => line.classList.toggle("wrong", i + 1 === wrong));
    gutter.scrollTop = editor.scrollTop;
  };
  document.addEventListener("input", (event) => { if (event.target.id === "payload") { delete event.target.dataset.line; lines(); } });
  document.addEventListener("scroll", (event) => { if (event.target.id === "payload") lines(); }, true);

  // --- Their own zone, if they want it.
  for (const zone of document.querySelectorAll("[data-own-zone]")) {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (own) { zone.value = own; zone.closest("label").querySelector("[data-zone]").textContent = own; }
  }

  // --- Keys.
  let prefix = false;
  const rows = () => [...document.querySelectorAll("#main [data-open]")];
  const step = (by) => {
    const all = rows();
    const at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = document.querySelector("form[data-submit]");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || sheet().open) return;
    if (prefix) {
      prefix = false;
      const to = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (to) { event.preventDefault(); location.assign(to.dataset.to); }
      return;
    }
    const does = {
      "g": () => { prefix = true; setTimeout(() => { prefix = false; }, 1500); },
      "/": () => document.getElementById("search").focus(),
      "?": () => sheet().showModal(),
      "j": () => step(1),
      "k": () => step(-1),
    }[event.key];
    if (does) { event.preventDefault(); does(); }
  });

  lines();
  tick();
  watch();
})();
