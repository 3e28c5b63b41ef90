import { useState } from "preact/hooks";
import { Badge } from "../../elements/Badge.tsx";
import { Card } from "../../elements/Card.tsx";
import { DataTable } from "../../elements/DataTable.tsx";
import { percent } from "../../format/rates.ts";
import { AmountField } from "./amounts/AmountField.tsx";
import { exactAmount, shownAmount } from "./amounts/exactAmount.ts";
import { parseAmount, parseBps } from "./amounts/parseAmount.ts";
import { type ForceQuote, forceCall, quoteForce } from "./chain/exitCalls.ts";
import { useWalletRead } from "./chain/useWalletRead.ts";
import { type PlainError, plainError } from "./errors/plainError.ts";
import { ReadFailure } from "./errors/ReadFailure.tsx";
import { type ForceCandidate, forceCandidates, shortfall } from "./forcePlan.ts";
import type { Place } from "./place.ts";
import { sendCall } from "./transaction/sendCall.ts";
import { TransactionProgress } from "./transaction/TransactionProgress.tsx";
import { useSteps } from "./transaction/useSteps.ts";

interface Probe extends ForceCandidate {
  readonly quote: ForceQuote | null;
  readonly refusal: PlainError | null;
}

const SETTLE_MILLISECONDS = 250;

/** Where liquidity is short: which market could be made to pay, how much, and what that costs. */
export function ForceDeallocate({ place }: { place: Place }) {
  const { reading, sender, adapterName, reload } = place;
  const { asset, limits, adapters } = reading;
  const missing = shortfall(reading);
  const [chosen, setChosen] = useState<string | null>(null);
  const [text, setText] = useState<string | null>(null);
  const [lossText, setLossText] = useState("0");
  const steps = useSteps(reading, reload);
  const loss = parseBps(lossText);
  const maxLossBps = loss.bps ?? 0n;
  const probes = useProbes(place, missing, maxLossBps);
  const suggested = (probes ?? []).find(({ quote }) => quote !== null) ?? probes?.[0];
  const adapter = chosen ?? suggested?.adapter.address ?? adapters[0]?.address ?? "";
  const asked = probes?.find((one) => one.adapter.address === adapter)?.assets ?? missing;
  const typed = text ?? exactAmount(asked, asset.decimals);
  const { amount, problem } = parseAmount(typed, asset, null);
  const canSubmit = amount !== null && loss.bps !== null && adapter !== "" && !steps.isRunning;
  const money = (value: bigint) => `${shownAmount(value, asset.decimals)} ${asset.symbol}`;

  async function submit(event: Event) {
    event.preventDefault();
    if (!canSubmit) return;
    const call = forceCall(reading, { adapter, assets: amount, maxLossBps });
    const label = `Make ${adapterName(adapter)} pay ${money(amount)}`;
    const isDone = await steps.run(() => [{ label, run: (tell) => sendCall(sender, call, tell) }]);
    if (isDone) {
      setText(null);
      setChosen(null);
    }
  }

  return (
    <Card title="Liquidity is short" note="Make a market pay, without the keeper">
      <div class="stack">
        <p>
          Your shares are worth {money(reading.worth)}; {money(reading.maxWithdraw)} can be paid now without loss, {money(missing)} is in
          markets that do not offer it. Anyone with shares can make a market pay into the vault all the same. That costs{" "}
          {percent(limits.forceDeallocatePenaltyBps / 10_000)} of what it pays, and what leaving the market costs beyond its mark, both
          taken from your shares; the penalty goes to those who stay. What it pays is then free for everybody to withdraw: withdraw right
          after.
        </p>
        {probes !== null && probes.length > 0 && (
          <DataTable
            label="Markets that could be made to pay"
            rows={probes}
            rowKey={(probe) => probe.adapter.address}
            columns={[
              { name: "Market", cell: (probe) => adapterName(probe.adapter.address) },
              {
                name: "The vault has there",
                isNumber: true,
                cell: ({ adapter: { position } }) => (position === null ? "it cannot say" : money(position)),
              },
              { name: "It offers", isNumber: true, cell: (probe) => money(probe.adapter.withdrawable) },
              {
                name: "If made to pay",
                cell: (probe) =>
                  probe.quote === null ? (
                    <>
                      <Badge tone="warn">Refuses</Badge> <span class="small">{probe.refusal?.message}</span>
                    </>
                  ) : (
                    <>
                      <Badge tone="good">Pays {money(probe.assets)}</Badge> <span class="small">for {money(probe.quote.cost)}</span>
                    </>
                  ),
              },
            ]}
          />
        )}
        <form class="money-form" onSubmit={(event) => void submit(event)}>
          <label class="select-field">
            Market to make pay
            <select
              value={adapter}
              disabled={steps.isRunning}
              onChange={(event) => {
                setChosen(event.currentTarget.value);
                setText(null);
              }}
            >
              {adapters.map(({ address }) => (
                <option key={address} value={address}>
                  {adapterName(address)}
                </option>
              ))}
            </select>
          </label>
          <AmountField
            label={`Amount of ${asset.symbol} it shall pay`}
            unit={asset.symbol}
            text={typed}
            problem={problem}
            disabled={steps.isRunning}
            onType={setText}
            note={`Missing: ${money(missing)}`}
          />
          <AmountField
            label="Most that leaving the market may cost"
            unit="%"
            text={lossText}
            problem={loss.problem}
            disabled={steps.isRunning}
            onType={setLossText}
            note="Beyond the penalty, of what the position falls by."
          />
          {canSubmit && <ForcePreview place={place} adapter={adapter} assets={amount} maxLossBps={maxLossBps} />}
          <button type="submit" disabled={!canSubmit}>
            Make it pay
          </button>
          <TransactionProgress progress={steps.progress} chainId={sender.chainId} />
        </form>
      </div>
    </Card>
  );
}

/** Asks each market by simulating the very call; null until all have answered. */
function useProbes({ reading, sender }: Place, missing: bigint, maxLossBps: bigint): readonly Probe[] | null {
  const { data } = useWalletRead(
    `${reading.vault} ${reading.account} ${missing} ${maxLossBps} ${reading.idle}`,
    () =>
      Promise.all(
        forceCandidates(reading.adapters, missing).map(async (candidate): Promise<Probe> => {
          const forced = { adapter: candidate.adapter.address, assets: candidate.assets, maxLossBps };
          try {
            return { ...candidate, quote: await quoteForce(sender.provider, reading, forced), refusal: null };
          } catch (error) {
            return { ...candidate, quote: null, refusal: plainError(error, reading) };
          }
        }),
      ),
    { settleMilliseconds: SETTLE_MILLISECONDS },
  );
  return data;
}

function ForcePreview({ place: { reading, sender }, ...forced }: { place: Place; adapter: string; assets: bigint; maxLossBps: bigint }) {
  const { asset, share } = reading;
  const { data, error } = useWalletRead(
    `${reading.vault} ${reading.account} ${forced.adapter} ${forced.assets} ${forced.maxLossBps} ${reading.idle}`,
    () => quoteForce(sender.provider, reading, forced),
    { settleMilliseconds: SETTLE_MILLISECONDS },
  );
  if (data === null && error !== null) return <ReadFailure error={error} reading={reading} />;
  return (
    <dl class="preview" aria-live="polite">
      <dt>It costs you</dt>
      <dd>
        {data === null
          ? "…"
          : `${shownAmount(data.shares, share.decimals, 6)} ${share.symbol}, worth ${shownAmount(data.cost, asset.decimals, asset.decimals)} ${asset.symbol}`}
      </dd>
    </dl>
  );
}
