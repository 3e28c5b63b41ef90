import { type Call, encode } from "../chain/calls.ts";
import { plainError, type Tokens } from "../errors/plainError.ts";
import { type Eip1193Provider, isUserRejection } from "../wallet/eip1193.ts";
import { followTransaction } from "./followTransaction.ts";
import type { TransactionEvent } from "./transactionState.ts";

/** Who sends, on which chain, and by what amounts in errors are written. */
export interface Sender {
  readonly provider: Eip1193Provider;
  readonly account: string;
  readonly chainId: number;
  readonly tokens: Tokens;
  /** Waits between looks at the chain; rejects nothing. */
  readonly pause: () => Promise<void>;
}

/** The vault refuses calls that could not offer each market its gas: what is enough when it is estimated must be enough when it is mined. */
const GAS_MARGIN_PERCENT = 125n;

/**
 * Simulates a call, has the wallet sign and send it, and follows it into a block. Whatever comes of it is told as an event; it never throws.
 */
export async function sendCall(sender: Sender, call: Call, tell: (event: TransactionEvent) => void): Promise<void> {
  const { provider, account, tokens } = sender;
  const transaction = { from: account, to: call.to, data: encode(call) };
  let hash: string;
  try {
    await requireSame(sender);
    const estimate = BigInt((await provider.request({ method: "eth_estimateGas", params: [transaction] })) as string);
    const gas = `0x${((estimate * GAS_MARGIN_PERCENT) / 100n).toString(16)}`;
    tell({ kind: "checked" });
    hash = (await provider.request({ method: "eth_sendTransaction", params: [{ ...transaction, gas }] })) as string;
  } catch (error) {
    tell(isUserRejection(error) ? { kind: "declined" } : { kind: "refused", error: plainError(error, tokens) });
    return;
  }
  tell({ kind: "sent", hash });
  await followTransaction(sender, { ...transaction, hash }, tell);
}

/** Has the wallet sign typed data (EIP-712). Null where it does not, which is told. */
export async function signTypedData(sender: Sender, typedData: unknown, tell: (event: TransactionEvent) => void): Promise<string | null> {
  const { provider, account, tokens } = sender;
  try {
    await requireSame(sender);
    tell({ kind: "checked" });
    const signature = await provider.request({ method: "eth_signTypedData_v4", params: [account, JSON.stringify(typedData)] });
    tell({ kind: "signed" });
    return signature as string;
  } catch (error) {
    tell(isUserRejection(error) ? { kind: "declined" } : { kind: "refused", error: plainError(error, tokens) });
    return null;
  }
}

/** A wallet may have been switched since the page was drawn, and not every one says so in time. */
async function requireSame({ provider, account, chainId }: Sender): Promise<void> {
  const [chain, accounts] = await Promise.all([provider.request({ method: "eth_chainId" }), provider.request({ method: "eth_accounts" })]);
  const known = (accounts as readonly string[]).map((one) => one.toLowerCase());
  if (Number(chain) !== chainId) throw new Error("its network is another one now");
  if (!known.includes(account.toLowerCase())) throw new Error("its account is another one now");
}
