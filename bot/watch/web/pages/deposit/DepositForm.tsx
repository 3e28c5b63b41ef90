import { useState } from "preact/hooks";
import { Card } from "../../elements/Card.tsx";
import { Choice } from "../../elements/Choice.tsx";
import { percent } from "../../format/rates.ts";
import { AmountField } from "./amounts/AmountField.tsx";
import { exactAmount, shownAmount } from "./amounts/exactAmount.ts";
import { parseAmount } from "./amounts/parseAmount.ts";
import { vaultAbi } from "./chain/abi.ts";
import { readOne } from "./chain/calls.ts";
import { useWalletRead } from "./chain/useWalletRead.ts";
import type { VaultReading } from "./chain/vaultReading.ts";
import { plainError } from "./errors/plainError.ts";
import type { Place } from "./place.ts";
import { type AllowanceWay, depositSteps } from "./transaction/depositSteps.ts";
import { stepsOfDeposit } from "./transaction/stepsOfDeposit.ts";
import { TransactionProgress } from "./transaction/TransactionProgress.tsx";
import { useSteps } from "./transaction/useSteps.ts";
import { whyClosed } from "./whyClosed.ts";

const SETTLE_MILLISECONDS = 250;

export function DepositForm({ place }: { place: Place }) {
  const { reading, sender, reload } = place;
  const { asset, share, balance, maxDeposit } = reading;
  const [text, setText] = useState("");
  const [way, setWay] = useState<AllowanceWay>("approve");
  const steps = useSteps(reading, reload);
  const closed = whyClosed(reading);
  const most = balance < maxDeposit ? { amount: balance, because: "You have" } : { amount: maxDeposit, because: "The vault takes at most" };
  const { amount, problem } = parseAmount(text, asset, closed === null ? most : null);
  const canSubmit = amount !== null && closed === null && !steps.isRunning;

  async function submit(event: Event) {
    event.preventDefault();
    if (!canSubmit) return;
    const isDone = await steps.run(() => stepsOfDeposit({ reading, sender, amount, way }));
    if (isDone) setText("");
  }

  return (
    <Card title="Deposit">
      <form class="money-form" onSubmit={(event) => void submit(event)}>
        {closed !== null && (
          <p class="closed" role="status">
            {closed}
          </p>
        )}
        <AmountField
          label={`Amount of ${asset.symbol} to deposit`}
          unit={asset.symbol}
          text={text}
          problem={problem}
          disabled={steps.isRunning || closed !== null}
          onType={setText}
          onMax={() => setText(exactAmount(most.amount, asset.decimals))}
          note={
            <>
              Balance {shownAmount(balance, asset.decimals)} {asset.symbol}
              {closed === null && maxDeposit < balance && (
                <>
                  ; the vault takes {shownAmount(maxDeposit, asset.decimals)} {asset.symbol} more
                </>
              )}
              {reading.allowance > 0n && (
                <>
                  ; the vault is allowed to take {shownAmount(reading.allowance, asset.decimals)} {asset.symbol} already
                </>
              )}
              {reading.wei === 0n && "; without the network's own coin the account cannot pay for gas"}
            </>
          }
        />
        {amount !== null && <SharesPreview place={place} amount={amount} />}
        {reading.permit !== null && reading.allowance < (amount ?? 1n) && (
          <div>
            <Choice<AllowanceWay>
              label="How the vault is allowed to take it"
              value={way}
              onChoose={setWay}
              options={[
                { value: "approve", text: "Approve the amount" },
                { value: "permit", text: "Sign a permit" },
              ]}
            />
            <p class="soft small">
              {way === "approve"
                ? "Two transactions: leave to take exactly this amount, then the deposit."
                : "A signature and two transactions: good for wallets that refuse approvals. It costs a little more gas."}
            </p>
          </div>
        )}
        <FeeTerms reading={reading} />
        <button type="submit" class="primary" disabled={!canSubmit}>
          {submitText(place, amount, way)}
        </button>
        <TransactionProgress progress={steps.progress} chainId={sender.chainId} />
      </form>
      <p class="soft small">
        You get {share.symbol}, shares of the vault, which can be sent to others and withdrawn at any time that there is liquidity.
      </p>
    </Card>
  );
}

function submitText({ reading: { allowance, asset } }: Place, amount: bigint | null, way: AllowanceWay): string {
  if (amount === null) return "Deposit";
  const [first] = depositSteps({ amount, allowance, way, mustReset: false });
  const money = `${exactAmount(amount, asset.decimals)} ${asset.symbol}`;
  if (first === "deposit") return `Deposit ${money}`;
  return first === "approve" ? `Approve and deposit ${money}` : `Permit and deposit ${money}`;
}

function SharesPreview({ place: { reading, sender }, amount }: { place: Place; amount: bigint }) {
  const { vault, asset, share } = reading;
  const { data, error } = useWalletRead(
    `${vault} ${amount} ${reading.totalAssets}`,
    async () => {
      const shares = await readOne<bigint>(sender.provider, { to: vault, abi: vaultAbi, name: "previewDeposit", args: [amount] });
      const worth = await readOne<bigint>(sender.provider, { to: vault, abi: vaultAbi, name: "convertToAssets", args: [shares] });
      return { shares, worth };
    },
    { settleMilliseconds: SETTLE_MILLISECONDS },
  );
  return (
    <dl class="preview" aria-live="polite">
      <dt>You get</dt>
      <dd>
        {data === null
          ? error === null
            ? "…"
            : plainError(error, reading).message
          : `${shownAmount(data.shares, share.decimals, 6)} ${share.symbol}`}
      </dd>
      {data !== null && (
        <>
          <dt>Worth at once</dt>
          <dd>
            {shownAmount(data.worth, asset.decimals, asset.decimals)} {asset.symbol}
          </dd>
        </>
      )}
    </dl>
  );
}

/** What the vault charges, as its contract has it now. */
function FeeTerms({ reading: { limits, feeRecipient } }: { reading: VaultReading }) {
  const { managementFeeBps, performanceFeeBps } = limits;
  const isFree = feeRecipient === null || managementFeeBps + performanceFeeBps === 0;
  return (
    <dl class="preview">
      <dt>Fee on deposits and withdrawals</dt>
      <dd>none</dd>
      <dt>Management fee</dt>
      <dd>{isFree ? "none" : `${percent(managementFeeBps / 10_000)} a year of what the shares are worth`}</dd>
      <dt>Performance fee</dt>
      <dd>{isFree ? "none" : `${percent(performanceFeeBps / 10_000)} of gains above the highest share price so far`}</dd>
    </dl>
  );
}
