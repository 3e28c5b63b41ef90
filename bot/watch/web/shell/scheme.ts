/** The colours a person has chosen; "system" follows the system. */
export type Scheme = "system" | "light" | "dark";

const KEY = "yield-keeper.scheme";

export function chosenScheme(): Scheme {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function chooseScheme(scheme: Scheme): void {
  if (scheme === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, scheme);
  showScheme(scheme);
}

export function showScheme(scheme: Scheme): void {
  if (scheme === "system") delete document.documentElement.dataset.scheme;
  else document.documentElement.dataset.scheme = scheme;
}

/** Calls back whenever colours change. */
export function onSchemeChange(callback: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(callback);
  system.addEventListener("change", callback);
  observer.observe(document.documentElement, { attributeFilter: ["data-scheme"] });
  return () => {
    system.removeEventListener("change", callback);
    observer.disconnect();
  };
}
