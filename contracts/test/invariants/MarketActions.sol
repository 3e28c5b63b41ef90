// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MoodyAdapter} from "../mocks/MoodyAdapter.sol";
import {HonestWorld} from "./HonestWorld.sol";

/// @title MarketActions: what sources do by themselves, and time
abstract contract MarketActions is HonestWorld {
    function earn(uint256 which, uint256 assets) external watched {
        MoodyAdapter source = anySource(which);
        if (source.position() == 0) return;
        expected.sourcesRise = true;
        source.gain(within(assets, 1, MOST / 100));
        did("earn");
    }

    /// @dev Mostly little, now and then a large part.
    function lose(uint256 which, uint256 assets, uint256 severity) external watched {
        MoodyAdapter source = anySource(which);
        uint256 most = source.position() / (severity % 8 == 0 ? 3 : 200);
        if (most == 0) return;
        expected.sourcesFall = true;
        source.lose(within(assets, 1, most));
        did("lose");
    }

    /// @dev Every other time all is well again.
    function changeMood(uint256 which, uint256 mood, uint256 assets, uint256 chargeBps) external watched {
        MoodyAdapter source = anySource(which);
        mood %= 10;
        if (mood == 0 || source.silent()) {
            // The vault goes from the value it saw to the one it recorded, or back.
            (expected.sourcesFall, expected.sourcesRise) = (true, true);
            source.setSilent(mood == 0);
            did("fall silent");
        } else if (mood == 1 || source.sickness() != "") {
            source.sicken(mood == 1 ? bytes32("frozen") : bytes32(""));
            did("fall ill");
        } else if (mood == 2 || alarm) {
            alarm = mood == 2;
            did("alarm");
        } else if (mood < 7) {
            source.charge(within(assets, 0, MAX_CHARGE_BPS), within(chargeBps, 0, MAX_CHARGE_BPS));
            did("charge");
        } else {
            source.lock(mood < 9 ? within(assets, 0, source.position()) : 0);
            did("lend");
        }
    }

    function wait(uint256 time, uint256 odds) external watched {
        pass(within(time, 1, odds % 3 == 0 ? 2 days : 3 hours));
        did("wait");
    }
}
