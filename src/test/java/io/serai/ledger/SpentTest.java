package io.serai.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What keys have spent: the same whether a few are asked about or many. */
class SpentTest {
    /** A Tuesday, whose week began in the month before. */
    private static final Instant NOW = Instant.parse("2026-12-01T08:00:00Z");

    private static void put(Connection connection, String client, String day, long cost) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into client_spent (since, client, cost) values (?, ?, ?)")) {
            insert.setLong(1, day.isEmpty() ? 0 : LocalDate.parse(day).toEpochDay() * Rollup.DAY);
            insert.setString(2, client);
            insert.setLong(3, cost);
            insert.executeUpdate();
        }
    }

    @Test
    void manyAreReadWithOneQuestionAndGetTheSameSums() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
                Statement table = connection.createStatement()) {
            table.execute("create table client_spent (since bigint not null, client varchar(256) not null, cost"
                    + " bigint not null, primary key (since, client))");
            put(connection, "a", "", 1111);
            put(connection, "a", "2026-10-31", 1000);
            put(connection, "a", "2026-11-29", 100);
            put(connection, "a", "2026-11-30", 10);
            put(connection, "a", "2026-12-01", 1);
            put(connection, "b", "", 7);
            put(connection, "b", "2026-12-01", 7);
            put(connection, "other", "", 9);

            Map<String, Spent> few = Spent.read(connection, List.of("a", "b"), NOW);
            assertThat(few.get("a")).isEqualTo(new Spent(1111, 1, 11, 1));
            List<String> ids = IntStream.range(0, 50)
                    .mapToObj(i -> i == 0 ? "a" : i == 1 ? "b" : "unused-" + i)
                    .toList();
            assertThat(Spent.read(connection, ids, NOW)).isEqualTo(few);
            assertThat(Spent.most(connection, 2)).containsExactly(Map.entry("a", 1111L), Map.entry("other", 9L));
        }
    }
}
