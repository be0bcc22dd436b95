package io.serai.batch;

import io.serai.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rows of jobs. */
final class JobTable {
    private static final String COLUMNS = "id, node, kind, owner, client_key, client, name, origin, state, total, done,"
            + " failed, repeated, in_tokens, cached_tokens, out_tokens, reasoning_tokens, cost, created, begun, finishing,"
            + " cancelling, ended, expires, detail";

    private JobTable() {}

    static void insert(Connection connection, Job job) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into batch_job (" + COLUMNS
                + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, job.id());
            insert.setString(2, job.node());
            insert.setString(3, job.kind().letter());
            insert.setString(4, job.owner().id());
            insert.setString(5, job.owner().key());
            insert.setString(6, job.owner().client());
            insert.setString(7, job.name());
            insert.setString(8, job.origin());
            insert.setLong(19, job.created());
            set(insert, job, 9, 20);
            insert.executeUpdate();
        }
    }

    /** Writes what has become of a job. Of a shared one the sums are {@link ShareTable}'s, and other nodes may have changed its state. */
    static void update(Connection connection, Job job) throws SQLException {
        if (job.isShared()) {
            updateShared(connection, job);
        } else {
            updateOwn(connection, job);
        }
    }

    private static void updateOwn(Connection connection, Job job) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update batch_job set state = ?, total = ?, done = ?,"
                        + " failed = ?, repeated = ?, in_tokens = ?, cached_tokens = ?, out_tokens = ?,"
                        + " reasoning_tokens = ?, cost = ?, begun = ?, finishing = ?, cancelling = ?, ended = ?,"
                        + " expires = ?, detail = ? where id = ?")) {
            set(update, job, 1, 11);
            update.setString(17, job.id());
            update.executeUpdate();
        }
    }

    private static void updateShared(Connection connection, Job job) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update batch_job set state = ?, total = ?, begun = ?, finishing = ?, cancelling = ?, ended = ?,"
                        + " expires = ?, detail = ? where id = ? and state in "
                        + words(job.state().before()))) {
            update.setString(1, job.state().word());
            update.setLong(2, job.total());
            setTimes(update, job, 3);
            update.setString(9, job.id());
            update.executeUpdate();
        }
    }

    private static String words(Collection<JobState> states) {
        return states.stream().map(state -> '\'' + state.word() + '\'').collect(Collectors.joining(", ", "(", ")"));
    }

    /** Notes how many bytes a job has stored beside the files of its owner: its source and its journal. */
    static void stored(Connection connection, String id, long bytes) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update batch_job set bytes = ? where id = ?")) {
            update.setLong(1, bytes);
            update.setString(2, id);
            update.executeUpdate();
        }
    }

    /** How many bytes an owner has stored: files and jobs. */
    static long used(Connection connection, String owner) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select (select coalesce(sum(bytes), 0) from batch_file where owner = ?)"
                        + " + (select coalesce(sum(bytes), 0) from batch_job where owner = ?)")) {
            query.setString(1, owner);
            query.setString(2, owner);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Those that have ended, have something stored, and came from a file of their owner or made it. */
    static List<Job> endedOf(Connection connection, StoredFile file) throws SQLException {
        return jobs(
                connection,
                "owner = ? and ended > 0 and bytes > 0 and detail like ?",
                file.owner(),
                "%\"" + file.id() + "\"%");
    }

    /** Lets a job that has ended go on. */
    static void again(Connection connection, Job job) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update batch_job set state = 'validating' where id = ?")) {
            update.setString(1, job.id());
            update.executeUpdate();
        }
        update(connection, job);
    }

    /** Changes the state of a shared job if it is one of the expected; false if it is not. */
    static boolean move(Connection connection, String id, JobState to, long now, JobState... from) throws SQLException {
        String cancelling = to == JobState.CANCELLING ? ", cancelling = " + now : "";
        try (PreparedStatement update = connection.prepareStatement(
                "update batch_job set state = ?" + cancelling + " where id = ? and state in " + words(List.of(from)))) {
            update.setString(1, to.word());
            update.setString(2, id);
            return update.executeUpdate() == 1;
        }
    }

    private static void set(PreparedStatement row, Job job, int counts, int times) throws SQLException {
        row.setString(counts, job.state().word());
        row.setLong(counts + 1, job.total());
        row.setLong(counts + 2, job.done());
        row.setLong(counts + 3, job.failed());
        row.setLong(counts + 4, job.repeated());
        Tokens tokens = job.tokens();
        row.setLong(counts + 5, tokens.input());
        row.setLong(counts + 6, tokens.cached());
        row.setLong(counts + 7, tokens.output());
        row.setLong(counts + 8, tokens.reasoning());
        row.setLong(counts + 9, job.cost());
        setTimes(row, job, times);
    }

    private static void setTimes(PreparedStatement row, Job job, int times) throws SQLException {
        row.setLong(times, job.begun());
        row.setLong(times + 1, job.finishing());
        row.setLong(times + 2, job.cancelling());
        row.setLong(times + 3, job.ended());
        row.setLong(times + 4, job.expires());
        row.setString(times + 5, new String(Json.write(job.facts()), StandardCharsets.UTF_8));
    }

    static Optional<Job> find(Connection connection, String id) throws SQLException {
        return jobs(connection, "id = ?", id).stream().findFirst();
    }

    static Optional<Job> ofOrigin(Connection connection, String node, String origin) throws SQLException {
        return jobs(connection, "node in (?, '') and origin = ?", node, origin).stream()
                .findFirst();
    }

    /** Those that have not ended, oldest first. */
    static List<Job> unfinished(Connection connection, String node) throws SQLException {
        return jobs(
                connection,
                "node in (?, '') and state not in ('completed', 'failed', 'cancelled', 'expired') order by created",
                node);
    }

    /** Those that have ended before a moment. */
    static List<Job> endedBefore(Connection connection, String node, long moment) throws SQLException {
        return jobs(connection, "node in (?, '') and ended > 0 and ended < ? order by ended limit 100", node, moment);
    }

    /** All, newest first. */
    static List<Job> all(Connection connection, int most) throws SQLException {
        return jobs(connection, "created >= ? order by created desc, id desc limit " + most, 0L);
    }

    /** Those of an owner that are older than one of them, newest first. */
    static List<Job> older(Connection connection, JobKind kind, Owner owner, Job than, int most) throws SQLException {
        return jobs(
                connection,
                "kind = ? and owner = ? and (created < ? or (created = ? and id < ?)) order by created desc, id desc"
                        + " limit " + most,
                kind.letter(),
                owner.id(),
                than.created(),
                than.created(),
                than.id());
    }

    /** Those of an owner that are newer than one of them, oldest first. */
    static List<Job> newer(Connection connection, JobKind kind, Owner owner, Job than, int most) throws SQLException {
        return jobs(
                connection,
                "kind = ? and owner = ? and (created > ? or (created = ? and id > ?)) order by created, id limit "
                        + most,
                kind.letter(),
                owner.id(),
                than.created(),
                than.created(),
                than.id());
    }

    /** The newest of an owner. */
    static List<Job> newest(Connection connection, JobKind kind, Owner owner, int most) throws SQLException {
        return jobs(
                connection,
                "kind = ? and owner = ? order by created desc, id desc limit " + most,
                kind.letter(),
                owner.id());
    }

    static void delete(Connection connection, String id) throws SQLException {
        VendorTable.deleteAll(connection, id);
        List<String> tables = List.of(
                "batch_line where job",
                "batch_answer where job",
                "batch_lease where job",
                "batch_share where job",
                "batch_content where id",
                "batch_job where id");
        for (String table : tables) {
            try (PreparedStatement delete = connection.prepareStatement("delete from " + table + " = ?")) {
                delete.setString(1, id);
                delete.executeUpdate();
            }
        }
    }

    /** Forgets what a job has stored, but not the job. */
    static void empty(Connection connection, String id) throws SQLException {
        for (String table : List.of("batch_answer where job", "batch_content where id")) {
            try (PreparedStatement delete = connection.prepareStatement("delete from " + table + " = ?")) {
                delete.setString(1, id);
                delete.executeUpdate();
            }
        }
        stored(connection, id, 0);
    }

    private static List<Job> jobs(Connection connection, String where, Object... values) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select " + COLUMNS + " from batch_job where " + where)) {
            for (int i = 0; i < values.length; i++) {
                query.setObject(i + 1, values[i]);
            }
            List<Job> jobs = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    jobs.add(job(row));
                }
            }
            return jobs;
        }
    }

    private static Job job(ResultSet row) throws SQLException {
        Job job = new Job(
                row.getString(1),
                JobKind.ofLetter(row.getString(3)),
                row.getString(2),
                new Owner(row.getString(5), row.getString(6)),
                row.getString(7),
                row.getString(8),
                row.getLong(19));
        job.stored(JobState.of(row.getString(9)));
        job.total(row.getLong(10));
        Tokens tokens = new Tokens(row.getLong(14), row.getLong(15), row.getLong(16), row.getLong(17));
        job.counts(row.getLong(11), row.getLong(12), row.getLong(13), tokens, row.getLong(18));
        job.times(row.getLong(20), row.getLong(21), row.getLong(22), row.getLong(23), row.getLong(24));
        if (Json.parse(row.getString(25).getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> detail) {
            detail.forEach((name, value) -> job.fact(String.valueOf(name), value));
        }
        return job;
    }
}
