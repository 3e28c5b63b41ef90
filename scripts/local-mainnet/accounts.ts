import { HDNodeWallet, id, Mnemonic } from "ethers";
import type { Address } from "../../bot/core/units.ts";

/**
 * Public: for development only. Not the well-known "test … junk": on the real mainnet its accounts have delegated to sweepers (EIP-7702),
 * which a fork would inherit.
 */
export const DEVELOPMENT_MNEMONIC = "second radar cradle idle trip goddess hunt present wild rare unfair acoustic";

export interface DevelopmentAccount {
  readonly address: Address;
  readonly privateKey: string;
}

/** The first accounts of the development mnemonic, at the usual path m/44'/60'/0'/0/i. */
export function developmentAccounts(count: number): readonly DevelopmentAccount[] {
  const mnemonic = Mnemonic.fromPhrase(DEVELOPMENT_MNEMONIC);
  return Array.from({ length: count }, (_, index) => {
    const { address, privateKey } = HDNodeWallet.fromMnemonic(mnemonic, `m/44'/60'/0'/0/${index}`);
    return { address, privateKey };
  });
}

/** An account that nobody holds a key of, named by what it does, such as "aave-usdc/lender". */
export function namedAccount(name: string): Address {
  return HDNodeWallet.fromSeed(id(`yield-keeper/${name}`)).address;
}
