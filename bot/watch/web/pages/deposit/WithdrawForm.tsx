import { useState } from "preact/hooks";
import { Card } from "../../elements/Card.tsx";
import { Choice } from "../../elements/Choice.tsx";
import { AmountField } from "./amounts/AmountField.tsx";
import { shownAmount } from "./amounts/exactAmount.ts";
import { parseBps } from "./amounts/parseAmount.ts";
import { type Exit, exitCall, quoteExit } from "./chain/exitCalls.ts";
import { useWalletRead } from "./chain/useWalletRead.ts";
import { ReadFailure } from "./errors/ReadFailure.tsx";
import { type ExitChoice, type ExitUnit, exitOf, exitText, mostOf } from "./exitChoice.ts";
import { shortfall } from "./forcePlan.ts";
import type { Place } from "./place.ts";
import { sendCall } from "./transaction/sendCall.ts";
import { TransactionProgress } from "./transaction/TransactionProgress.tsx";
import { useSteps } from "./transaction/useSteps.ts";

const SETTLE_MILLISECONDS = 250;
const NOTHING: ExitChoice = { unit: "assets", text: "", isAll: false };

export function WithdrawForm({ place }: { place: Place }) {
  const { reading, sender, reload } = place;
  const { asset, share, shares, maxWithdraw } = reading;
  const [choice, setChoice] = useState(NOTHING);
  const [lossText, setLossText] = useState("0");
  const steps = useSteps(reading, reload);
  const loss = parseBps(lossText);
  const { exit, problem } = exitOf(choice, reading, loss.bps ?? 0n);
  const canSubmit = exit !== null && loss.bps !== null && !steps.isRunning;
  const isShort = shortfall(reading) > 0n;

  async function submit(event: Event) {
    event.preventDefault();
    if (!canSubmit) return;
    const label = exitText(exit, reading);
    const isDone = await steps.run(() => [{ label, run: (tell) => sendCall(sender, exitCall(reading, exit), tell) }]);
    if (isDone) setChoice({ ...NOTHING, unit: choice.unit });
  }

  const unit = choice.unit === "assets" ? asset : share;
  return (
    <Card title="Withdraw">
      <form class="money-form" onSubmit={(event) => void submit(event)}>
        <Choice<ExitUnit>
          label="What to count in"
          value={choice.unit}
          onChoose={(chosen) => setChoice({ ...NOTHING, unit: chosen })}
          options={[
            { value: "assets", text: `Withdraw ${asset.symbol}` },
            { value: "shares", text: `Redeem ${share.symbol}` },
          ]}
        />
        <AmountField
          label={choice.unit === "assets" ? `Amount of ${unit.symbol} to withdraw` : `Amount of ${unit.symbol} to redeem`}
          unit={unit.symbol}
          text={choice.text}
          problem={problem}
          disabled={steps.isRunning || shares === 0n}
          onType={(text) => setChoice({ ...choice, text, isAll: false })}
          onMax={() => setChoice(mostOf(choice.unit, reading))}
          note={
            shares === 0n
              ? "You have no shares of this vault."
              : choice.isAll
                ? "All your shares: nothing is left behind."
                : `Payable now without loss: ${shownAmount(maxWithdraw, asset.decimals)} ${asset.symbol}${isShort ? ", less than your shares are worth (see below)" : ""}`
          }
        />
        <AmountField
          label="Most that leaving may cost"
          unit="%"
          text={lossText}
          problem={loss.problem}
          disabled={steps.isRunning}
          onType={setLossText}
          note="Of what the shares are worth, where a market pays less than its mark. 0: no loss at all."
        />
        {exit !== null && loss.bps !== null && <ExitPreview place={place} exit={exit} />}
        <button type="submit" class="primary" disabled={!canSubmit}>
          {exit === null ? "Withdraw" : exitText(exit, reading)}
        </button>
        <TransactionProgress progress={steps.progress} chainId={sender.chainId} />
      </form>
    </Card>
  );
}

function ExitPreview({ place: { reading, sender }, exit }: { place: Place; exit: Exit }) {
  const { asset, share } = reading;
  const asked = exit.kind === "withdraw" ? exit.assets : exit.shares;
  const { data, error } = useWalletRead(
    `${reading.vault} ${reading.account} ${exit.kind} ${asked} ${exit.maxLossBps} ${reading.totalAssets} ${reading.idle}`,
    () => quoteExit(sender.provider, reading, exit),
    { settleMilliseconds: SETTLE_MILLISECONDS },
  );
  if (data === null && error !== null) return <ReadFailure error={error} reading={reading} />;
  const amount = (value: bigint) => `${shownAmount(value, asset.decimals, asset.decimals)} ${asset.symbol}`;
  return (
    <dl class="preview" aria-live="polite">
      <dt>You get</dt>
      <dd>{data === null ? "…" : amount(data.received)}</dd>
      <dt>Burned</dt>
      <dd>{data === null ? "…" : `${shownAmount(data.shares, share.decimals, 6)} ${share.symbol}`}</dd>
      {data !== null && data.loss > 0n && (
        <>
          <dt>Leaving costs</dt>
          <dd>{amount(data.loss)}</dd>
        </>
      )}
    </dl>
  );
}
