package io.serai.settings;

import static io.serai.settings.Kind.ADDRESS;
import static io.serai.settings.Kind.BOOLEAN;
import static io.serai.settings.Kind.DURATION;
import static io.serai.settings.Kind.HOST;
import static io.serai.settings.Kind.LIST;
import static io.serai.settings.Kind.PATTERNS;
import static io.serai.settings.Kind.PORT;
import static io.serai.settings.Kind.SIZE;
import static io.serai.settings.Kind.TEXT;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of all settings. A new one is a line here and the same row in {@code docs/settings.md}; its checks, its environment variable,
 * its default and the hints at misspellings follow from the line.
 */
public final class KnownSettings {
    /** In the order of the document: what may change on save and what takes a restart. */
    public static final List<Setting> ALL = List.of(
            restart("serai.http.host", HOST, "127.0.0.1", "The address to listen on."),
            restart("serai.http.port", PORT, "8080", "The port to listen on; 0 for any free one."),
            live("serai.http.keys", LIST, "", "Client keys: every request must show one of them."),
            live(
                    "serai.admin.keys",
                    LIST,
                    "",
                    "Admin keys: as soon as any key is set, `/admin` and `/metrics` need one."),
            live(
                    "serai.admin.viewers",
                    LIST,
                    "",
                    "Viewers' keys: they read `/admin` and `/metrics`, and change nothing."),
            live("serai.admin.page", BOOLEAN, "true", "Whether browsers get the operator's page at `/`."),
            live(
                    "serai.admin.edit",
                    BOOLEAN,
                    "false",
                    "Whether admins may change the files of pools and providers on the page."),
            live("serai.admin.idle", DURATION, "30m", "How long someone signed in on the page may do nothing."),
            live("serai.admin.session", DURATION, "12h", "How long someone stays signed in on the page at most."),
            live("serai.http.body-limit", SIZE, "32MiB", "The largest request body."),
            live(
                    "serai.http.bodies-limit",
                    SIZE,
                    "",
                    "The memory for all request bodies in flight; an eighth of the heap unless set."),
            live(
                    "serai.http.compression-ratio",
                    Kind.number(0, 100_000),
                    "100",
                    "How many times its size a compressed body may become, beyond 1 MiB; 0 for any."),
            live(
                    "serai.http.connections",
                    Kind.number(0, 1_000_000),
                    "16384",
                    "The most connections; 0 for any number."),
            live(
                    "serai.http.connections-per-address",
                    Kind.number(0, 1_000_000),
                    "8192",
                    "The most connections of one address; 0 for any number."),
            live("serai.http.head-timeout", DURATION, "10s", "How long the head of a request may take; 0 for ever."),
            live(
                    "serai.http.body-timeout",
                    DURATION,
                    "30s",
                    "How long a body may take beyond its time at 64 KiB a second; 0 for ever."),
            live(
                    "serai.http.idle-timeout",
                    DURATION,
                    "75s",
                    "How long a connection may wait for its next request; 0 for ever."),
            live(
                    "serai.http.unread-timeout",
                    DURATION,
                    "60s",
                    "How long a client may take nothing of its answer; 0 for ever."),
            restart("serai.http.h2c-port", PORT, "", "A further port, for HTTP/2 without TLS; off unless set."),
            restart(
                    "serai.http.uri-limit",
                    Kind.number(64, 1 << 20),
                    "16384",
                    "The longest first line of a request, in bytes."),
            restart(
                    "serai.http.header-limit",
                    Kind.number(64, 1 << 24),
                    "65536",
                    "All header lines of a request together, in bytes."),
            restart("serai.http.headers", Kind.number(1, 100_000), "200", "The most header lines of a request."),
            live("serai.http.keep-alive", DURATION, "15s", "After this much silence a stream gets a comment."),
            live("serai.http.wait", DURATION, "2s", "How long a request waits for a quota unless it says so itself."),
            live("serai.cache.size", SIZE, "64MiB", "The memory for answers that are kept."),
            restart(
                    "serai.cache.disk",
                    SIZE,
                    "0",
                    "The disk space for answers that are kept, in `cache/` of the data folder; 0 for memory only."),
            restart(
                    "serai.cache.redis",
                    Kind.REDIS,
                    "",
                    "The Redis that keeps answers for several nodes, such as `redis://host:6379/0`, instead of the"
                            + " disk."),
            restart("serai.cache.redis-user", TEXT, "", "The user at Redis."),
            restart("serai.cache.redis-password", TEXT, "", "The password at Redis."),
            restart(
                    "serai.responses.size",
                    SIZE,
                    "64MiB",
                    "The memory for answers of `/v1/responses` to which clients refer later; 0 to keep none."),
            restart("serai.responses.keep", DURATION, "4h", "How long such an answer is kept."),
            live("serai.vendor.answer-limit", SIZE, "32MiB", "The largest answer, or event of a stream, of a vendor."),
            live(
                    "serai.json.memory",
                    SIZE,
                    "0",
                    "The most memory that one JSON document may take when it is read; 0 for an eighth of the heap."),
            restart("serai.images.private", BOOLEAN, "false", "Whether images may be fetched from private networks."),
            restart("serai.data", TEXT, "data", "The folder for counters, keys' states and the broker's journal."),
            restart(
                    "serai.store.url",
                    Kind.STORE,
                    "",
                    "The database, such as `jdbc:postgresql://host/serai`; a file of H2 in the data folder unless"
                            + " set."),
            restart("serai.store.user", TEXT, "", "The user at the database."),
            restart("serai.store.password", TEXT, "", "The password of that user."),
            restart("serai.ledger.enabled", BOOLEAN, "true", "Whether usage and cost of all calls are written down."),
            restart(
                    "serai.ledger.keep",
                    DURATION,
                    "30d",
                    "How long the rows of single calls are kept; 0 for ever. Sums are always kept."),
            restart(
                    "serai.files.rest",
                    DURATION,
                    "0",
                    "How long a file must not have changed before it is read; 0 for as long as is needed."),
            restart(
                    "serai.batch.parallel",
                    Kind.number(1, 10_000),
                    "64",
                    "The most lines of batches that are asked at once; fewer are, as quotas and latencies allow."),
            restart("serai.batch.file-limit", SIZE, "512MiB", "The largest file that is uploaded at `/v1/files`."),
            restart(
                    "serai.batch.storage-limit",
                    SIZE,
                    "8GiB",
                    "How much one client key may have stored of files, batches and results; 0 for as much as the disk takes."),
            restart(
                    "serai.batch.keep",
                    DURATION,
                    "30d",
                    "How long ended batches, and files of `/v1/files`, are kept; 0 for ever."),
            restart(
                    "serai.batch.lease",
                    DURATION,
                    "15s",
                    "After this much silence of a node, the others that share its PostgreSQL take over its lines; 2s at least."),
            restart(
                    "serai.batch.gather",
                    DURATION,
                    "30s",
                    "How long lines are gathered for a batch of a vendor's own at most (`batches: vendor`)."),
            restart(
                    "serai.batch.poll",
                    DURATION,
                    "10s",
                    "How long after it was made such a batch is looked at first; later up to 30 times as long."),
            restart("serai.watch", DURATION, "300ms", "How often the files are looked at; 0 for never."),
            live("serai.broker.enabled", BOOLEAN, "true", "Whether prompts are taken from the queue."),
            restart("serai.broker.url", Kind.BROKER, "", "Another Artemis broker, such as `tcp://host:61616`."),
            restart("serai.broker.user", TEXT, "", "The user at the broker; for the embedded one, the user it admits."),
            restart("serai.broker.password", TEXT, "", "The password of that user."),
            restart("serai.broker.listen", ADDRESS, "", "Where the embedded broker listens for other programs."),
            live(
                    "serai.broker.replies",
                    LIST,
                    "answers, answers.*",
                    "The queues to which messages may have their answers sent, besides temporary ones."),
            restart("serai.broker.delay", DURATION, "2s", "How long after the start the broker opens."),
            live(
                    "serai.log.requests",
                    Kind.oneOf("text", "json", "off"),
                    "text",
                    "The form of the log's request lines."),
            live("serai.log.prompts", BOOLEAN, "false", "Whether lines in JSON hold questions and answers."),
            live(
                    "serai.prompts.log",
                    Kind.oneOf("off", "keys", "all"),
                    "keys",
                    "Which prompts are logged: none, those of client keys with `prompts: true`, or all."),
            live("serai.prompts.keep", DURATION, "30d", "How long logged prompts are kept; 0 for ever."),
            live("serai.prompts.size", SIZE, "1GiB", "How large all logged prompts may be; the oldest days go first."),
            live(
                    "serai.prompts.redact",
                    PATTERNS,
                    "",
                    "Patterns to redact in logged prompts, besides secrets and personal data, separated by blanks."),
            live("serai.stop.timeout", DURATION, "30s", "How long running calls may continue after a SIGTERM."),
            live("serai.stop.delay", DURATION, "0s", "How long new calls are still taken after a SIGTERM."),
            live("serai.demo.pause", DURATION, "20ms", "The pause between the words of the built-in demo."));

    private static final Map<String, Setting> BY_NAME = byName();

    private KnownSettings() {}

    /** By name, in the order of the table. */
    public static Map<String, Setting> byName() {
        Map<String, Setting> settings = new LinkedHashMap<>();
        ALL.forEach(setting -> settings.put(setting.name(), setting));
        return settings;
    }

    /** The setting of a name that is in the table. */
    public static Setting of(String name) {
        Setting setting = BY_NAME.get(name);
        if (setting == null) {
            throw new IllegalArgumentException(name + " is not in the table of settings");
        }
        return setting;
    }

    /** Takes effect when it is saved. */
    private static Setting live(String name, Kind kind, String otherwise, String meaning) {
        return new Setting(name, kind, otherwise, false, meaning);
    }

    /** Takes effect when Serai starts. */
    private static Setting restart(String name, Kind kind, String otherwise, String meaning) {
        return new Setting(name, kind, otherwise, true, meaning);
    }
}
