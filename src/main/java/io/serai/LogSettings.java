package io.serai;

import io.serai.ops.RequestLog.Form;
import java.util.Locale;

/**
 * What the log tells of requests.
 *
 * @param prompts whether lines in JSON hold what was asked and answered
 */
record LogSettings(Form form, boolean prompts) {

    /** @throws StartException if one of them is wrong */
    static LogSettings of(Settings settings) {
        String form = settings.text("serai.log.requests", "text");
        try {
            return new LogSettings(
                    Form.valueOf(form.toUpperCase(Locale.ROOT)), settings.truth("serai.log.prompts", false));
        } catch (IllegalArgumentException e) {
            throw new StartException("serai.log.requests must be text, json or off, not '" + form + "'");
        }
    }
}
