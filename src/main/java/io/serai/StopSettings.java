package io.serai;

import io.serai.settings.Settings;
import java.time.Duration;

/**
 * The settings of a stop after a signal.
 *
 * @param delay how long new calls are still taken
 * @param timeout how long running calls may go on after that
 */
record StopSettings(Duration delay, Duration timeout) {
    static StopSettings of(Settings settings) {
        return new StopSettings(settings.duration("serai.stop.delay"), settings.duration("serai.stop.timeout"));
    }
}
