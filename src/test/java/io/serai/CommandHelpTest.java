package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each command says how it is used, and does nothing, wherever {@code --help} stands. */
class CommandHelpTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "check --help | check [DIR]",
                "import -h | import FILE",
                "simulate --help | simulate FILE",
                "key | key create",
                "key create --help | key create",
                "key limits shop --help | key limits ID",
                "replay --help | replay [id=ID]",
                "run prompts.jsonl --help | run FILE -o OUT",
                "usage by=day --help | usage [by=WORDS]",
                "export --help | export [--format",
                "prompts erase -h | prompts erase --key ID",
                "prompts help | prompts erase --key ID",
                "--help | COMMAND --help"
            })
    void aCommandSaysHowItIsUsed(String line, String usage) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = Commands.run(line.split(" "), new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(usage);
    }
}
