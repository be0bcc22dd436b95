package io.serai.batch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The counts of each node in a shared job. A node writes its own row only, so that nodes do not wait for each other. */
final class ShareTable {
    private ShareTable() {}

    static void add(Connection connection, String job, String home, LineTable.Sums more, long repeated)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(
                "insert into batch_share (job, home, done, failed, repeated, in_tokens, cached_tokens,"
                        + " out_tokens, reasoning_tokens, cost) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (job, home) do update set"
                        + " done = batch_share.done + excluded.done, failed = batch_share.failed + excluded.failed,"
                        + " repeated = batch_share.repeated + excluded.repeated,"
                        + " in_tokens = batch_share.in_tokens + excluded.in_tokens,"
                        + " cached_tokens = batch_share.cached_tokens + excluded.cached_tokens,"
                        + " out_tokens = batch_share.out_tokens + excluded.out_tokens,"
                        + " reasoning_tokens = batch_share.reasoning_tokens + excluded.reasoning_tokens,"
                        + " cost = batch_share.cost + excluded.cost")) {
            upsert.setString(1, job);
            upsert.setString(2, home);
            upsert.setLong(3, more.done());
            upsert.setLong(4, more.failed());
            upsert.setLong(5, repeated);
            upsert.setLong(6, more.tokens().input());
            upsert.setLong(7, more.tokens().cached());
            upsert.setLong(8, more.tokens().output());
            upsert.setLong(9, more.tokens().reasoning());
            upsert.setLong(10, more.cost());
            upsert.executeUpdate();
        }
    }

    /** Brings the sums in a job's row up to date. */
    static void sum(Connection connection, String job) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update batch_job j set done = s.done, failed = s.failed,"
                        + " repeated = s.repeated, in_tokens = s.in_tokens, cached_tokens = s.cached_tokens,"
                        + " out_tokens = s.out_tokens, reasoning_tokens = s.reasoning_tokens, cost = s.cost from"
                        + " (select sum(done) done, sum(failed) failed, sum(repeated) repeated, sum(in_tokens) in_tokens,"
                        + " sum(cached_tokens) cached_tokens, sum(out_tokens) out_tokens,"
                        + " sum(reasoning_tokens) reasoning_tokens, sum(cost) cost from batch_share where job = ?) s"
                        + " where j.id = ? and s.done is not null and (j.done, j.failed, j.repeated) <>"
                        + " (s.done, s.failed, s.repeated)")) {
            update.setString(1, job);
            update.setString(2, job);
            update.executeUpdate();
        }
    }

    /** Counts anew, by the lines that have a result. */
    static void recount(Connection connection, Job job, String home) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from batch_share where job = ?")) {
            delete.setString(1, job.id());
            delete.executeUpdate();
        }
        add(connection, job.id(), home, LineTable.sums(connection, job.id()), job.repeated());
    }
}
