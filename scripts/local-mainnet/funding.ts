import type { Address } from "../../bot/core/units.ts";
import { namedAccount } from "./accounts.ts";
import { ADMINISTRATORS, mainnetAddresses } from "./addresses.ts";
import { readContract } from "./calls.ts";
import { createImpersonator, type Impersonator } from "./impersonation.ts";
import { type Eip1193Provider, toQuantity } from "./provider.ts";

/**
 * Gives accounts money. Tokens are created the way the token itself creates them, through its administrator, so everything also works
 * on a fork of the real mainnet. Amounts are in smallest units and added to what the account has.
 */
export interface Funding {
  ether(account: Address, wei: bigint): Promise<void>;
  /** The master minter allows a minter, who mints. */
  usdc(account: Address, amount: bigint): Promise<void>;
  /** The owner issues to itself and passes it on. */
  usdt(account: Address, amount: bigint): Promise<void>;
  dai(account: Address, amount: bigint): Promise<void>;
  usds(account: Address, amount: bigint): Promise<void>;
  /** New ether, wrapped by the account. */
  weth(account: Address, amount: bigint): Promise<void>;
}

export function createFunding(provider: Eip1193Provider, impersonator: Impersonator = createImpersonator(provider)): Funding {
  const { usdc, usdt, dai, usds, weth } = mainnetAddresses;
  const mint = "function mint(address,uint256)";

  async function ether(account: Address, wei: bigint): Promise<void> {
    const balance = BigInt((await provider.request({ method: "eth_getBalance", params: [account, "latest"] })) as string);
    await provider.request({ method: "hardhat_setBalance", params: [account, toQuantity(balance + wei)] });
  }

  return {
    ether,
    async usdc(account, amount) {
      const minter = namedAccount("usdc-minter");
      const masterMinter = await readContract<Address>(provider, { to: usdc, fragment: "function masterMinter() view returns (address)" });
      await impersonator.execute(masterMinter, usdc, "function configureMinter(address,uint256)", [minter, amount]);
      await impersonator.execute(minter, usdc, mint, [account, amount]);
    },
    async usdt(account, amount) {
      const owner = await readContract<Address>(provider, { to: usdt, fragment: "function getOwner() view returns (address)" });
      await impersonator.execute(owner, usdt, "function issue(uint256)", [amount]);
      await impersonator.execute(owner, usdt, "function transfer(address,uint256)", [account, amount]);
    },
    async dai(account, amount) {
      await impersonator.execute(ADMINISTRATORS.daiJoin, dai, mint, [account, amount]);
    },
    async usds(account, amount) {
      await impersonator.execute(ADMINISTRATORS.usdsJoin, usds, mint, [account, amount]);
    },
    async weth(account, amount) {
      await ether(account, amount);
      await impersonator.execute(account, weth, "function deposit() payable", [], amount);
    },
  };
}
