// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVaultFactory} from "../interfaces/IVaultFactory.sol";
import {IVaultSettings} from "../interfaces/IVaultSettings.sol";
import {VaultParameters} from "../interfaces/VaultTypes.sol";
import {IVaultUnderTest} from "./base/IVaultUnderTest.sol";
import {VaultFixture} from "./base/VaultFixture.sol";
import {Token} from "./mocks/Token.sol";

/// @title Vaults are created where it was said, once each, from the one blueprint, and remembered
contract VaultFactoryTest is VaultFixture {
    IVaultFactory internal factory;
    address internal blueprint;

    function setUp() public {
        token = new Token(6);
        settings = deploy("contracts/VaultSettings.sol:VaultSettings", "");
        blueprint = deployCode(bytes.concat(hex"fe7100", VM.getCode("contracts/YieldVault.sol:YieldVault")));
        factory = newFactory(blueprint);
    }

    function newFactory(address blueprint_) internal returns (IVaultFactory) {
        return IVaultFactory(deploy("contracts/VaultFactory.sol:VaultFactory", abi.encode(blueprint_, settings)));
    }

    /// @dev A contract with these bytes as its code.
    function deployCode(bytes memory code) internal returns (address deployed) {
        bytes memory initCode = bytes.concat(hex"61", bytes2(uint16(code.length)), hex"80600a3d393df3", code);
        assembly {
            deployed := create(0, add(initCode, 0x20), mload(initCode))
        }
        assertEq(deployed.code.length, code.length, "code");
    }

    function parametersOf(address owner, string memory symbol) internal view returns (VaultParameters memory) {
        return
            VaultParameters({
                asset: token,
                name: "Yield Vault",
                symbol: symbol,
                owner: owner,
                curator: CURATOR,
                keeper: KEEPER,
                guardian: GUARDIAN,
                limits: looseLimits()
            });
    }

    function testFuzz_CreatesTheVaultWhereItSaid(address owner, string memory symbol, bytes32 salt, address sender) public {
        VM.assume(owner != address(0) && sender != address(0));
        VaultParameters memory parameters = parametersOf(owner, symbol);
        address expected = factory.vaultAddress(parameters, salt);
        assertTrue(!factory.isVault(expected), "not yet");

        VM.expectEmit(address(factory));
        emit IVaultFactory.VaultCreated(expected, address(token), owner, sender, salt);
        VM.prank(sender);
        IVaultUnderTest created = IVaultUnderTest(factory.createVault(parameters, salt));

        assertEq(address(created), expected, "address");
        assertTrue(factory.isVault(expected), "remembered");
        assertEq(factory.vaultCount(), 1, "count");
        assertEq(factory.vaultAt(0), expected, "first");
        assertTrue(created.hasRole(created.DEFAULT_ADMIN_ROLE(), owner), "owner");
        assertEq(keccak256(bytes(created.symbol())), keccak256(bytes(symbol)), "symbol");
        assertEq(created.asset(), address(token), "asset");

        // Whoever comes second, with the same wishes, finds it there.
        VM.expectRevert(abi.encodeWithSelector(IVaultFactory.VaultExists.selector, expected));
        factory.createVault(parameters, salt);
    }

    /// @dev Deployed by hand from the same artifact, apart from where it is: immutables that hold addresses and the EIP-712 domain differ.
    function test_IsTheSameVaultAsOneDeployedDirectly() public {
        VaultParameters memory parameters = parametersOf(OWNER, "yvt");
        vault = IVaultUnderTest(factory.createVault(parameters, 0));
        IVaultUnderTest direct = newVault(parameters);
        assertEq(address(vault).code.length, address(direct).code.length, "code size");
        uint256 differences = 0;
        (bytes memory one, bytes memory other) = (address(vault).code, address(direct).code);
        for (uint256 i = 0; i < one.length; ++i) if (one[i] != other[i]) ++differences;
        // The domain's cached address and separator.
        assertLe(differences, 20 + 32, "differing bytes");
        deposit(ALICE, 1_000);
        assertEq(vault.totalAssets(), 1_000, "works");
        assertEq(vault.limits()[1], 100, "settings answer");
    }

    function testFuzz_EachParameterAndTheSaltTellVaultsApart(bytes32 salt, bytes32 other) public {
        VM.assume(salt != other);
        address first = factory.createVault(parametersOf(OWNER, "yvt"), salt);
        address second = factory.createVault(parametersOf(OWNER, "yvt"), other);
        address third = factory.createVault(parametersOf(ALICE, "yvt"), salt);
        assertTrue(first != second && second != third && first != third, "addresses");
        assertEq(factory.vaultCount(), 3, "count");
        assertEq(factory.vaultAt(2), third, "order");
    }

    function test_RefusesWhatIsNoBlueprintAndWhatIsNoVault() public {
        address[3] memory wrong = [address(0), address(token), deployCode(hex"fe7100")];
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IVaultFactory.InvalidBlueprint.selector, wrong[i]));
            newFactory(wrong[i]);
        }
        VaultParameters memory parameters = parametersOf(address(0), "yvt");
        VM.expectPartialRevert(IVaultSettings.InvalidParameters.selector);
        factory.createVault(parameters, 0);
        assertEq(factory.vaultCount(), 0, "count");
    }
}
