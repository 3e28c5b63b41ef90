import { MissingSettingError } from "../../../bot/config/errors.ts";
import { REQUEST_POLICY, type RequestPolicy } from "../explorerRequest.ts";
import type { Explorer } from "../submission.ts";
import { BLOCKSCOUT_URLS, blockscout } from "./blockscout.ts";
import { ETHERSCAN_API_URL, etherscan } from "./etherscan.ts";
import { SOURCIFY_URL, sourcify } from "./sourcify.ts";

const KINDS = ["etherscan", "blockscout", "sourcify"] as const;
type Kind = (typeof KINDS)[number];

/** Secrets come from the environment only. */
export type ExplorerKeys = Readonly<Record<"ETHERSCAN_API_KEY" | "BLOCKSCOUT_API_KEY", string | null>>;

export interface ExplorerChoice {
  readonly explorer: Explorer;
  /** Whether it is one that everybody uses, and so knows public chains only. */
  readonly isPublic: boolean;
}

/**
 * The explorer that `--explorer` names: `etherscan`, `blockscout`, `sourcify`, a URL of one's own Blockscout, or a URL after its kind
 * (`sourcify:https://…`). Without a name it is Etherscan if there is a key for it, Sourcify otherwise.
 * @throws MissingSettingError
 */
export function chooseExplorer(
  named: string | undefined,
  chainId: number,
  keys: ExplorerKeys,
  policy: RequestPolicy = REQUEST_POLICY,
): ExplorerChoice {
  const { kind, ownUrl } = parse(named ?? (keys.ETHERSCAN_API_KEY === null ? "sourcify" : "etherscan"));
  const isPublic = ownUrl === null;
  switch (kind) {
    case "etherscan": {
      const key = keys.ETHERSCAN_API_KEY;
      if (key === null) {
        throw new MissingSettingError(
          "No API key for Etherscan",
          "Set ETHERSCAN_API_KEY, or choose --explorer sourcify, which needs none.",
        );
      }
      return { explorer: etherscan(ownUrl ?? new URL(ETHERSCAN_API_URL), chainId, key, policy), isPublic };
    }
    case "blockscout":
      return { explorer: blockscout(ownUrl ?? publicBlockscout(chainId), keys.BLOCKSCOUT_API_KEY, policy), isPublic };
    case "sourcify":
      return { explorer: sourcify(ownUrl ?? new URL(SOURCIFY_URL), chainId, policy), isPublic };
  }
}

function parse(text: string): { readonly kind: Kind; readonly ownUrl: URL | null } {
  if (isKind(text)) return { kind: text, ownUrl: null };
  const colon = text.indexOf(":");
  const before = text.slice(0, colon);
  const [kind, url]: [Kind, string] = isKind(before) ? [before, text.slice(colon + 1)] : ["blockscout", text];
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    // What was given is not repeated: it may hold a key.
    throw new MissingSettingError(
      "--explorer is neither an explorer's name nor the URL of one",
      `Give ${KINDS.join(", ")}, the http(s) URL of a Blockscout, or a URL after its kind: sourcify:https://….`,
    );
  }
  const ownUrl = new URL(url);
  if (ownUrl.username !== "" || ownUrl.password !== "" || ownUrl.search !== "") {
    throw new MissingSettingError(
      "--explorer has a user name or a query in its URL",
      "Give the URL alone; keys come from the environment.",
    );
  }
  return { kind, ownUrl };
}

function isKind(text: string): text is Kind {
  return (KINDS as readonly string[]).includes(text);
}

function publicBlockscout(chainId: number): URL {
  const url = BLOCKSCOUT_URLS.get(chainId);
  if (url !== undefined) return new URL(url);
  throw new MissingSettingError(`There is no known Blockscout for chain ${chainId}`, "Give the URL of one: --explorer https://….");
}
