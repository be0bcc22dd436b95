package io.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of beans is what is bound, what is checked, and what is documented. */
class BeansTest {
    private static final Path PAGE = Path.of("docs/beans.md");

    @Test
    void everyBeanOfTheTableIsBound(@TempDir Path directory) {
        try (RunningSerai running = RunningSerai.in(directory).start()) {
            CamelContext context = running.serai().revisions().current().context();
            assertThat(Beans.names())
                    .filteredOn(name ->
                            context.getRegistry().lookupByName(name) == null && context.hasComponent(name) == null)
                    .isEmpty();
        }
    }

    @Test
    void nothingElseCanBeBound() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            Steps steps = new Steps(context.getRegistry());
            assertThatThrownBy(() -> steps.bind("writeAnswr", "")).hasMessageContaining("writeAnswr");
        }
    }

    @Test
    void thePageHasTheTable() throws IOException {
        List<String> rows = Beans.all().entrySet().stream()
                .map(bean -> "| `" + bean.getKey() + "` | " + bean.getValue() + " |")
                .toList();
        assertThat(Files.readAllLines(PAGE))
                .filteredOn(line -> line.startsWith("| `"))
                .isEqualTo(rows);
    }
}
