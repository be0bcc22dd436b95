package io.serai;

import io.serai.ops.RequestLog.Form;
import io.serai.settings.Settings;
import java.util.Locale;

/**
 * The settings of the log of requests.
 *
 * @param prompts whether lines in JSON hold what was asked and answered
 */
record LogSettings(Form form, boolean prompts) {

    static LogSettings of(Settings settings) {
        return new LogSettings(
                Form.valueOf(settings.text("serai.log.requests").toUpperCase(Locale.ROOT)),
                settings.truth("serai.log.prompts"));
    }
}
