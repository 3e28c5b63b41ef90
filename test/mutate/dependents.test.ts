import { expect } from "chai";
import { dependentsIn } from "../../scripts/mutate/dependents.ts";
import { testOrder } from "../../scripts/mutate/testOrder.ts";
import { compiledJob } from "./compiled.ts";

const job = compiledJob({
  "contracts/IVault.sol": "interface IVault { function total() external view returns (uint256); }",
  "contracts/Prices.sol": "library Prices { function twice(uint256 a) internal pure returns (uint256) { return 2 * a; } }",
  "contracts/Policy.sol": 'import {IVault} from "./IVault.sol"; abstract contract Policy is IVault { uint256 internal limit = 1; }',
  "contracts/Vault.sol": `
    import {Policy} from "./Policy.sol";
    import {Prices} from "./Prices.sol";
    contract Vault is Policy { function total() external view returns (uint256) { return Prices.twice(limit); } }`,
  "contracts/Factory.sol":
    'import {Vault} from "./Vault.sol"; contract Factory { function create() external returns (address) { return address(new Vault()); } }',
  "contracts/Lens.sol":
    'import {IVault} from "./IVault.sol"; contract Lens { function total(IVault vault) external view returns (uint256) { return vault.total(); } }',
  "contracts/test/Fixture.sol":
    'abstract contract Fixture { function artifact() internal pure returns (string memory) { return "contracts/Vault.sol:Vault"; } }',
  "contracts/test/Vault.t.sol":
    'import {Fixture} from "./Fixture.sol"; contract VaultTest is Fixture { function test_A() external pure {} }',
  "contracts/test/Lens.t.sol":
    'contract LensTest { string public constant UNDER_TEST = "contracts/Lens.sol:Lens"; function test_A() external pure {} }',
});

describe("what a mutated file can change", () => {
  const dependents = (file: string) => dependentsIn(job)(file).map(({ contractName }) => contractName);

  it("is what inherits, creates or calls what it defines, near or far", () => {
    expect(dependents("contracts/Prices.sol")).to.have.members(["Prices", "Vault", "Factory"]);
    expect(dependents("contracts/Policy.sol")).to.have.members(["Policy", "Vault", "Factory"]);
    expect(dependents("contracts/Vault.sol")).to.have.members(["Vault", "Factory"]);
    expect(dependents("contracts/Lens.sol")).to.have.members(["Lens"]);
  });

  it("is nothing where the job does not know the file", () => {
    expect(dependents("contracts/Elsewhere.sol")).to.deep.equal([]);
  });
});

describe("order of the tests", () => {
  it("begins with those that mention a changed contract, themselves or in what they import", () => {
    expect(testOrder([job], ["Vault", "Factory"])).to.deep.equal({
      first: ["contracts/test/Vault.t.sol"],
      rest: ["contracts/test/Lens.t.sol"],
    });
    expect(testOrder([job], ["Lens"])).to.deep.equal({ first: ["contracts/test/Lens.t.sol"], rest: ["contracts/test/Vault.t.sol"] });
    expect(testOrder([job], ["Prices"]).first).to.deep.equal([]);
  });
});
