import { useEffect, useMemo } from "preact/hooks";
import { LocationProvider, lazy, Route, Router, useLocation } from "preact-iso";
import { createKeeperClient } from "../../client/keeperClient.ts";
import { EmptyNotice, FailureNotice, Loading } from "../elements/notices.tsx";
import { followChanges } from "../live/changes.ts";
import { KeeperContext } from "../live/keeperContext.ts";
import { useAnswer } from "../live/useAnswer.ts";
import { Masthead } from "./Masthead.tsx";
import { isWithin, PAGES, PAGES_OF_ONE } from "./pages.ts";
import { chosenScheme, showScheme } from "./scheme.ts";
import { VaultContext } from "./vault.ts";

const NotFound = lazy(() => import("./NotFound.tsx").then((module) => module.NotFound));

export function App() {
  const keeper = useMemo(
    () => ({ client: createKeeperClient({ baseUrl: location.origin }), changes: followChanges(new EventSource("/v1/stream")) }),
    [],
  );
  useEffect(() => showScheme(chosenScheme()), []);
  return (
    <KeeperContext.Provider value={keeper}>
      <LocationProvider>
        <Frame />
      </LocationProvider>
    </KeeperContext.Provider>
  );
}

function Frame() {
  const { path, query } = useLocation();
  useEffect(() => {
    document.title = titleOf(path);
  }, [path]);
  const { data, failure, reload } = useAnswer("vaults", (client, signal) => client.GET("/v1/vaults", { signal }));
  const vaults = data?.items ?? [];
  const vault = vaults.find(({ id }) => id === query.vault) ?? vaults[0] ?? null;
  return (
    <>
      <a class="skip" href="#content">
        To the content
      </a>
      <Masthead vaults={vaults} vault={vault} />
      <main id="content" tabIndex={-1}>
        {vault !== null ? (
          <VaultContext.Provider value={vault}>
            <Router onRouteChange={toTop}>
              {[...PAGES, ...PAGES_OF_ONE].map((one) => (
                <Route key={one.path} path={one.path} component={one.page} />
              ))}
              <Route default component={NotFound} />
            </Router>
          </VaultContext.Provider>
        ) : failure !== null ? (
          <FailureNotice failure={failure} reload={reload} />
        ) : data === null ? (
          <Loading what="the vaults" />
        ) : (
          <EmptyNotice title="No vault yet">
            Deploy one with <code>npx keeper deploy</code>, name it in the configuration, and start <code>npx keeper run</code>: this page
            fills with its first tick.
          </EmptyNotice>
        )}
      </main>
    </>
  );
}

function toTop() {
  scrollTo(0, 0);
}

/** As browsers name the page. */
function titleOf(path: string): string {
  const page = PAGES.find((one) => isWithin(path, one.path));
  return page === undefined ? "yield-keeper" : `${page.name} · yield-keeper`;
}
