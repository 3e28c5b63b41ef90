import { tokenAbi, vaultAbi } from "../chain/abi.ts";
import { type Call, encode, readOne } from "../chain/calls.ts";
import { type Permit, permitCall, permitTypedData } from "../chain/permit.ts";
import type { VaultReading } from "../chain/vaultReading.ts";
import { type AllowanceWay, type DepositStep, depositSteps } from "./depositSteps.ts";
import type { Step } from "./runSteps.ts";
import { type Sender, sendCall, signTypedData } from "./sendCall.ts";

/** Time to sign and send a permit in, by the chain's clock. */
const PERMIT_SECONDS = 1_200n;

/** The steps of a deposit as they have to be taken now: what is allowed already is asked of the token, not of what the page shows. */
export async function stepsOfDeposit({
  reading: { vault, account, asset, permit: domain },
  sender,
  amount,
  way,
}: {
  readonly reading: VaultReading;
  readonly sender: Sender;
  readonly amount: bigint;
  readonly way: AllowanceWay;
}): Promise<readonly Step[]> {
  const { provider } = sender;
  const ofAsset = (name: string, ...args: readonly unknown[]): Call => ({ to: asset.address, abi: tokenAbi, name, args });
  const approve = (value: bigint) => ofAsset("approve", vault, value);
  const allowance = await readOne<bigint>(provider, ofAsset("allowance", account, vault));
  const mustReset = allowance > 0n && allowance < amount && !(await wouldWork(sender, approve(amount)));
  let signed: { readonly permit: Permit; readonly signature: string } | null = null;

  const sign: Step["run"] = async (tell) => {
    if (domain === null) throw new TypeError("a permit was chosen for a token without permits");
    const [nonce, now] = await Promise.all([readOne<bigint>(provider, ofAsset("nonces", account)), chainTime(sender)]);
    const permit: Permit = { owner: account, spender: vault, value: amount, nonce, deadline: now + PERMIT_SECONDS };
    const signature = await signTypedData(sender, permitTypedData(domain, permit), tell);
    if (signature !== null) signed = { permit, signature };
  };
  const doings: Readonly<Record<DepositStep, Step>> = {
    reset: { label: "Take back the old allowance", run: (tell) => sendCall(sender, approve(0n), tell) },
    approve: { label: `Allow the vault to take this ${asset.symbol}`, run: (tell) => sendCall(sender, approve(amount), tell) },
    "sign-permit": { label: `Sign a permit for this ${asset.symbol}`, run: sign },
    "send-permit": {
      label: "Send the permit",
      run: async (tell) => {
        if (domain !== null && signed !== null) await sendCall(sender, permitCall(domain, signed.permit, signed.signature), tell);
      },
    },
    deposit: {
      label: "Deposit",
      run: (tell) => sendCall(sender, { to: vault, abi: vaultAbi, name: "deposit", args: [amount, account] }, tell),
    },
  };
  return depositSteps({ amount, allowance, way, mustReset }).map((step) => doings[step]);
}

async function wouldWork({ provider, account }: Sender, call: Call): Promise<boolean> {
  const transaction = { from: account, to: call.to, data: encode(call) };
  return provider.request({ method: "eth_call", params: [transaction, "latest"] }).then(
    () => true,
    () => false,
  );
}

async function chainTime({ provider }: Sender): Promise<bigint> {
  const block = (await provider.request({ method: "eth_getBlockByNumber", params: ["latest", false] })) as { timestamp: string };
  return BigInt(block.timestamp);
}
