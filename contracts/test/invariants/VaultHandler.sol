// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {DepositorActions} from "./DepositorActions.sol";
import {KeeperActions} from "./KeeperActions.sol";
import {MarketActions} from "./MarketActions.sol";
import {SettingActions} from "./SettingActions.sol";

// solhint-disable no-empty-blocks

/// @title VaultHandler: everybody who touches a vault, doing anything they may, in amounts that go through
contract VaultHandler is DepositorActions, KeeperActions, MarketActions, SettingActions {}
