import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import type { Connection } from "../live/changes.ts";
import { useKeeper } from "../live/keeperContext.ts";
import { isWithin, PAGES } from "./pages.ts";
import { chooseScheme, chosenScheme, type Scheme } from "./scheme.ts";
import { useHref, type Vault } from "./vault.ts";

const CONNECTIONS: Readonly<Record<Connection, string>> = {
  connecting: "Connecting",
  live: "Live",
  waiting: "Not connected; trying again",
};

/** The head of every page, and the way to every other. */
export function Masthead({ vaults, vault }: { vaults: readonly Vault[]; vault: Vault | null }) {
  const { path, route } = useLocation();
  const href = useHref();
  const [open, setOpen] = useState(false);
  return (
    <header class="masthead">
      <div class="masthead-row">
        <a class="brand" href={href("/")}>
          <img src="/icon.svg" alt="" width="24" height="24" />
          yield-keeper
        </a>
        {vaults.length > 1 && (
          <label class="vault-choice">
            <span class="visually-hidden">Vault</span>
            <select value={vault?.id} onChange={(event) => route(`${path}?vault=${encodeURIComponent(event.currentTarget.value)}`)}>
              {vaults.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name ?? id}
                </option>
              ))}
            </select>
          </label>
        )}
        <ConnectionState />
        <SchemeChoice />
        <button type="button" class="menu-button" aria-expanded={open} aria-controls="navigation" onClick={() => setOpen(!open)}>
          Menu
        </button>
      </div>
      <nav id="navigation" aria-label="Pages" class={open ? "open" : ""}>
        <ul>
          {PAGES.map(({ path: target, name }) => (
            <li key={target}>
              <a href={href(target)} aria-current={isWithin(path, target) ? "page" : undefined} onClick={() => setOpen(false)}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}

function ConnectionState() {
  const { changes } = useKeeper();
  const [connection, setConnection] = useState<Connection>("connecting");
  useEffect(() => changes.onConnection(setConnection), [changes]);
  return (
    <span class={`connection ${connection}`} role="status">
      <span class="dot" aria-hidden="true" />
      {CONNECTIONS[connection]}
    </span>
  );
}

function SchemeChoice() {
  const [scheme, setScheme] = useState<Scheme>(chosenScheme);
  return (
    <label class="scheme-choice">
      <span class="visually-hidden">Colours</span>
      <select
        value={scheme}
        onChange={(event) => {
          const chosen = event.currentTarget.value as Scheme;
          chooseScheme(chosen);
          setScheme(chosen);
        }}
      >
        <option value="system">System colours</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  );
}
