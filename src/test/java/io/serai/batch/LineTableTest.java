package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.store.Store;
import io.serai.store.StoreSettings;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows of a job of any size are read page by page. */
class LineTableTest {
    @TempDir
    Path directory;

    @Test
    void aPageCostsNoMoreThanItsRows() throws Exception {
        try (Store store = new Store(StoreSettings.in(directory))) {
            store.begin(Duration.ZERO);
            for (String query : List.of(LineTable.LINES, LineTable.pages("") + 1_000)) {
                assertThat(plan(store, query)).contains("/* index sorted */");
            }
        }
    }

    private static String plan(Store store, String query) {
        return store.read(connection -> {
            try (PreparedStatement explain = connection.prepareStatement("explain " + query)) {
                explain.setString(1, "job");
                explain.setLong(2, 0);
                try (ResultSet row = explain.executeQuery()) {
                    row.next();
                    return row.getString(1);
                }
            }
        });
    }

    @Test
    void pagesFollowOneAnother() throws Exception {
        try (Store store = new Store(StoreSettings.in(directory))) {
            store.begin(Duration.ZERO);
            List<LineTable.Row> rows = IntStream.range(1, 26)
                    .mapToObj(line -> new LineTable.Row(
                            line, "id-" + line, line % 5 == 0 ? 500 : 200, "", line, 1, Tokens.NONE, 0))
                    .toList();
            var unused = store.write(connection -> {
                        LineTable.add(connection, "one", rows.reversed());
                        LineTable.add(connection, "two", rows);
                    })
                    .get();

            assertThat(lines(store, 0))
                    .isEqualTo(
                            IntStream.range(1, 11).mapToObj(line -> (long) line).toList());
            assertThat(lines(store, 20)).isEqualTo(List.of(21L, 22L, 23L, 24L, 25L));
            List<LineTable.Row> failures = store.read(connection -> LineTable.failures(connection, "one", 3));
            assertThat(failures).extracting(LineTable.Row::line).containsExactly(5L, 10L, 15L);
            assertThat(store.read(connection -> LineTable.lines(connection, "one"))
                            .cardinality())
                    .isEqualTo(25);
        }
    }

    private static List<Long> lines(Store store, long after) {
        return store.read(connection -> LineTable.page(connection, "one", after, 10)).stream()
                .map(LineTable.Row::line)
                .toList();
    }
}
