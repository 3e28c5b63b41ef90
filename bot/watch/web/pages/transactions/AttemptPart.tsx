import { Badge } from "../../elements/Badge.tsx";
import { type Column, DataTable } from "../../elements/DataTable.tsx";
import { Explorer } from "../../elements/Explorer.tsx";
import { Facts } from "../../elements/Facts.tsx";
import { Time } from "../../elements/Time.tsx";
import { ether, gwei, usd } from "../../format/amounts.ts";
import { shortHex, words } from "../../format/names.ts";
import { type Attempt, type Bundle, costUsdOf, offerTone, standingOf } from "./standing.ts";

const METHODS: Readonly<Record<Bundle["method"], string>> = { bundle: "Bundle", "private-transaction": "Private transaction" };

/** One transaction with its fees, where it ended up, and its offers to builders. */
export function AttemptPart({ attempt }: { attempt: Attempt }) {
  const { tone, word } = standingOf(attempt);
  return (
    <div class="part">
      <h3>
        Attempt {attempt.attempt + 1}: {attempt.purpose === "cancel" ? "cancels it" : "rebalance"}, {attempt.route}{" "}
        <Badge tone={tone}>{word}</Badge>
      </h3>
      {attempt.reason !== null && <p>{attempt.reason}</p>}
      <Facts facts={factsOf(attempt)} />
      {attempt.bundles.length > 0 && <Offers attempt={attempt} />}
    </div>
  );
}

function factsOf(attempt: Attempt) {
  const { chainId, hash, nonce, sender, inclusion } = attempt;
  return [
    { name: "Transaction", value: <Explorer chainId={chainId} kind="tx" value={hash} /> },
    { name: "Sender", value: <Explorer chainId={chainId} kind="address" value={sender} /> },
    { name: "Nonce", value: nonce },
    { name: "Signed at block", value: <Explorer chainId={chainId} kind="block" value={String(attempt.signedAtBlock)} /> },
    { name: "Signed", value: <Time seconds={attempt.createdAtSeconds} /> },
    {
      name: "Sent",
      value:
        attempt.submittedAtSeconds === null ? (
          "not yet"
        ) : (
          <>
            <Time seconds={attempt.submittedAtSeconds} />
            {attempt.submitter !== null && ` by ${attempt.submitter}`}
          </>
        ),
    },
    { name: "Fee at most", value: `${gwei(attempt.maxFeePerGasWei)} gwei` },
    { name: "Priority fee at most", value: `${gwei(attempt.maxPriorityFeePerGasWei)} gwei` },
    { name: "Gas limit", value: units(attempt.gasLimit) },
    ...(inclusion === null
      ? []
      : [
          { name: "In block", value: <Explorer chainId={chainId} kind="block" value={String(inclusion.blockNumber)} /> },
          { name: "Gas used", value: units(inclusion.gasUsed) },
          { name: "Gas price paid", value: `${gwei(inclusion.effectiveGasPriceWei)} gwei` },
          { name: "Cost", value: `${ether(inclusion.costWei)} ETH` },
          { name: `Cost at ${usd(attempt.ethPriceUsd)} an ETH`, value: usd(costUsdOf(attempt, inclusion)) },
        ]),
  ];
}

function Offers({ attempt: { bundles, chainId, nonce, attempt } }: { attempt: Attempt }) {
  const rows = bundles.toSorted((a, b) => a.builder.localeCompare(b.builder) || a.targetBlock - b.targetBlock);
  const columns: readonly Column<Bundle>[] = [
    { name: "Builder", cell: ({ builder }) => <span class="nowrap">{builder}</span> },
    { name: "Target block", cell: ({ targetBlock }) => <Explorer chainId={chainId} kind="block" value={String(targetBlock)} /> },
    { name: "Status", cell: ({ status }) => <Badge tone={offerTone(status)}>{words(status)}</Badge> },
    { name: "Why", cell: ({ reason }) => (reason === null ? <span class="soft">–</span> : <div class="sentences">{reason}</div>) },
    { name: "Offered as", cell: ({ method }) => METHODS[method] },
    { name: "Sent", cell: ({ sentAtSeconds }) => <Time seconds={sentAtSeconds} /> },
    {
      name: "Bundle",
      cell: ({ bundleHash }) =>
        bundleHash === null ? (
          <span class="soft">–</span>
        ) : (
          <span class="mono nowrap" title={bundleHash}>
            {shortHex(bundleHash)}
          </span>
        ),
    },
  ];
  return (
    <DataTable
      label={`Offers to builders of nonce ${nonce}, attempt ${attempt + 1}`}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
    />
  );
}

function units(gas: string): string {
  return BigInt(gas).toLocaleString("en-US");
}
