package io.serai.clients;

import io.serai.chat.Caller;
import io.serai.quota.Limit;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key that Serai gives to an application: whose it is, what it may ask, and how much. The key itself is not in it.
 *
 * @param id stays the same when the secret is replaced; stands in logs and sums
 * @param hash of the key as it is shown by clients
 * @param name what people call it; empty if it has none
 * @param owner who answers for it; empty if nobody is named
 * @param team whose limits it shares; empty if it is in none
 * @param on whether it lets anybody in
 * @param expires when it stops to do so; null for never
 * @param models patterns of targets that it may ask; null for all, empty for none
 * @param pools patterns of pools that it may ask; null for all, empty for none
 * @param limits how much it may ask
 * @param prompts whether its questions and answers may be logged; null as the settings say
 * @param systemPrompt the system prompt of all its requests; null for none
 * @param previousHash of the key before the last rotation; null if that counts no longer
 * @param previousUntil until when that key is taken, too; null if it is not
 * @param created when it was made; null for one of a file
 * @param deleted when it was deleted; null if it was not. What was used with it stays attributable
 * @param declared whether it stands in {@code clients.yaml}, so that only an edit of that changes it
 */
public record ClientKey(
        String id,
        String hash,
        String name,
        String owner,
        String team,
        List<String> tags,
        boolean on,
        @Nullable Instant expires,
        @Nullable List<String> models,
        @Nullable List<String> pools,
        List<Limit> limits,
        @Nullable Boolean prompts,
        @Nullable KeyPrompt systemPrompt,
        @Nullable String previousHash,
        @Nullable Instant previousUntil,
        @Nullable Instant created,
        @Nullable Instant updated,
        @Nullable Instant deleted,
        boolean declared) {

    public ClientKey {
        tags = List.copyOf(tags);
        models = models == null ? null : List.copyOf(models);
        pools = pools == null ? null : List.copyOf(pools);
        limits = List.copyOf(limits);
    }

    /** Whether it is valid now. */
    public boolean admits(Instant now) {
        return on && deleted == null && (expires == null || now.isBefore(expires));
    }

    /** Whether it restricts whom its holder may ask. */
    public boolean restricts() {
        return models != null || pools != null;
    }

    /**
     * Whether its holder may ask a target. Models rule targets, pools rule pools. Where only pools are listed, targets are asked through
     * them alone.
     *
     * @param target {@code provider/model}
     * @param pool by which it was chosen; empty if the client has named it
     */
    public boolean mayAsk(String target, String pool) {
        boolean named = pool.isEmpty();
        if (pools != null && (named ? models == null : !fits(pools, pool))) {
            return false;
        }
        String model = target.substring(target.indexOf('/') + 1);
        return models == null || fits(models, target) || fits(models, model);
    }

    /** Whether its holder may ask a pool by name. */
    public boolean mayAskPool(String pool) {
        return pools == null || fits(pools, pool);
    }

    private static boolean fits(List<String> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> Limit.fits(pattern, name));
    }

    /** Its limits as they are written. */
    String limitsText() {
        return limits.stream().map(Limit::toString).collect(Collectors.joining(", "));
    }

    /** As calls carry it. */
    public Caller caller() {
        return new Caller(id, name, owner, team, tags, "");
    }

    /** The beginning and the end of the key, for people to recognise it. */
    String label() {
        return KeyText.PREFIX + id + "-...";
    }
}
