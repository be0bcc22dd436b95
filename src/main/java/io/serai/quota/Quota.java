package io.serai.quota;

import io.serai.quota.Limit.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of a provider may still be asked: within its limits, and within what the vendor says is left. Asked for a permit it gives
 * one, or says why not and when. What was used outlives a change of the limits, and with a ledger a restart.
 */
public final class Quota {
    /** The name under which models without end are counted together. */
    public static final String OTHERS = "(others)";

    private static final int MANY = 10_000;
    private static final int SOME = 100;
    private static final int MANY_MODELS = 500;
    private static final Duration UNKNOWN = Duration.ofDays(1);

    /** No call uses more. */
    private static final long MOST_TOKENS = 1_000_000_000;

    /** A clock that is corrected by less has not been set. */
    private static final Duration SET_BACK = Duration.ofSeconds(2);

    /** A call that takes longer than usual is expected to end after this part of the usual time. */
    private static final int OVERDUE_PART = 10;

    private static final SequencedSet<Permit> NOBODY = new LinkedHashSet<>();

    private final InstantSource clock;
    private final Ledger ledger;
    private final Runnable freed;
    private final boolean exact;
    private UnaryOperator<String> names = UnaryOperator.identity();
    private List<Limit> limits = List.of();
    private Instant last = Instant.MIN;
    private final Map<Place, Window> windows = new HashMap<>();
    private final Map<Place, SequencedSet<Permit>> running = new HashMap<>();
    private final Map<String, Map<String, Account>> accounts = new HashMap<>();

    public Quota(InstantSource clock, Ledger ledger) {
        this(clock, ledger, () -> {});
    }

    /** @param freed told when a call has ended and so another may begin */
    public Quota(InstantSource clock, Ledger ledger, Runnable freed) {
        this(clock, ledger, freed, false);
    }

    private Quota(InstantSource clock, Ledger ledger, Runnable freed, boolean exact) {
        this.clock = clock;
        this.ledger = ledger;
        this.freed = freed;
        this.exact = exact;
    }

    /**
     * One for who sets limits: a call counts when it is taken, and is forgotten to the millisecond, where the windows of a client leave time
     * for the way to the vendor.
     */
    public static Quota exact(InstantSource clock, Ledger ledger) {
        return new Quota(clock, ledger, () -> {}, true);
    }

    /** Sets the limits. A window of the same length keeps its count, a new one gets it from the ledger. */
    public synchronized void limits(List<Limit> next) {
        List<Limit> added =
                next.stream().filter(limit -> !limits.contains(limit)).toList();
        limits = List.copyOf(next);
        Map<Place, Window> kept = new HashMap<>();
        windows.forEach((place, window) -> {
            if (limits.contains(place.limit())) {
                kept.put(place, window);
                return;
            }
            for (Limit limit : added) {
                if (limit.alike(place.limit())) {
                    window.resize(limit.amount());
                    kept.putIfAbsent(new Place(limit, place.key(), place.models()), window);
                }
            }
        });
        windows.clear();
        windows.putAll(kept);
    }

    /** Sets under which name the uses of a model are kept: its own, or {@link #OTHERS}. */
    public synchronized void names(UnaryOperator<String> named) {
        names = named;
    }

    /** Whether there are any limits. */
    public synchronized boolean limited() {
        return !limits.isEmpty();
    }

    /**
     * Takes a permit for one call.
     *
     * @param key whose quota it is, by a name that does not show the key
     * @param expected how many tokens it will probably cost; they are held until {@link Permit#settle}
     */
    public Answer take(String key, String model, long expected) {
        return take(key, model, expected, Scope.ALL, Pace.AT_ONCE);
    }

    /** @param scope which limits may refuse it; it counts in all of them */
    public synchronized Answer take(String key, String model, long expected, Scope scope, Pace pace) {
        Instant now = now();
        long tokens = plausible(expected);
        Answer.No refusal = refusal(key, model, tokens, 1, null, pace, now, except(scope));
        if (refusal != null) {
            return refusal;
        }
        Account account = account(key, model);
        account.begin(tokens, now);
        Permit permit = new Permit(key, model, account, now, tokens);
        permit.windows.forEach(window -> window.hold(window.limit().unit().of(permit.tokens)));
        permit.open(permit.tokens);
        if (!limits.isEmpty()) {
            ledger.add(new Use(now, key, remembered(model), 1, tokens));
        }
        permit.places.forEach(place ->
                running.computeIfAbsent(place, same -> new LinkedHashSet<>()).add(permit));
        if (exact) {
            sent(permit);
            arrived(permit, true);
        }
        return permit;
    }

    /** Why there is no permit now; null if there is one. Takes none. */
    public Answer.@Nullable No look(String key, String model, long tokens) {
        return look(key, model, tokens, Scope.ALL, Pace.AT_ONCE);
    }

    /** Why these limits leave no permit now; null if they leave one. Takes none. */
    public synchronized Answer.@Nullable No look(String key, String model, long tokens, Scope scope, Pace pace) {
        return refusal(key, model, plausible(tokens), 1, null, pace, now(), except(scope));
    }

    /**
     * How many calls more the limit on which a throttler decides leaves to a key now; less than 0 after it was lowered, and some if there is
     * no such limit.
     */
    public synchronized int room(String key) {
        Limit limit = Limit.throttled(limits);
        if (limit == null) {
            return SOME;
        }
        Instant now = now();
        return (int) (limit.amount() - window(limit, key, "", now).count(now));
    }

    private @Nullable Limit except(Scope scope) {
        return scope == Scope.ALL ? null : Limit.throttled(limits);
    }

    /**
     * Why there are not permits for so many calls now, and when there probably are for the last of them; null if there are.
     *
     * @param calls how many, each with so many tokens
     * @param usual how long calls usually take, to foresee when those end that are running; null if that is not to be foreseen
     */
    public synchronized Answer.@Nullable No look(
            String key, String model, long tokens, int calls, @Nullable Duration usual, Pace pace) {
        return refusal(key, model, plausible(tokens), calls, usual, pace, now(), null);
    }

    /**
     * When there can be permits for so many calls at the earliest: if the calls that run end now, and give back all tokens that are held for
     * them.
     */
    public synchronized Instant soonest(String key, String model, long tokens, int calls) {
        Instant now = now();
        Instant latest = now;
        for (Limit limit : limits) {
            if (limit.unit() != Unit.PARALLEL && limit.isFor(model)) {
                long amount = limit.unit().of(Math.max(1, plausible(tokens)));
                Instant free = window(limit, key, model, now).freeAtBest(now, amount * calls);
                latest = free.isAfter(latest) ? free : latest;
            }
        }
        Account account = find(key, model);
        Answer.No told = account == null ? null : account.refusal(plausible(tokens), calls, Pace.AT_ONCE, now);
        Instant until = told == null ? null : told.until();
        return until != null && until.isAfter(latest) ? until : latest;
    }

    private Answer.@Nullable No refusal(
            String key,
            String model,
            long tokens,
            int calls,
            @Nullable Duration usual,
            Pace pace,
            Instant now,
            @Nullable Limit except) {
        Answer.No latest = null;
        for (Limit limit : limits) {
            if (limit.equals(except) || !limit.isFor(model)) {
                continue;
            }
            if (limit.unit() == Unit.PARALLEL) {
                SequencedSet<Permit> inUse = running.getOrDefault(place(limit, key, model), NOBODY);
                int excess = Math.toIntExact(Math.max(Integer.MIN_VALUE, inUse.size() + calls - limit.amount()));
                if (excess > 0) {
                    Instant until = usual == null || inUse.isEmpty() ? null : ends(inUse, excess, usual, now);
                    Answer.No no = new Answer.No("all " + limit.amount() + " parallel calls are in use", until);
                    if (until == null) {
                        return no;
                    }
                    latest = later(latest, no);
                }
                continue;
            }
            Window window = window(limit, key, model, now);
            long amount = limit.unit().of(Math.max(1, tokens));
            Instant until = calls == 1 ? window.fullUntil(now, amount) : window.freeAt(now, amount * calls);
            if (until != null && until.isAfter(now)) {
                latest = later(latest, new Answer.No("the limit of " + describe(limit) + " is used up", until));
            }
        }
        Account account = find(key, model);
        return account == null ? latest : later(latest, account.refusal(tokens, calls, pace, now));
    }

    /** When so many of those that run have probably ended, each followed by the next; null if one takes so long that nobody knows. */
    private static @Nullable Instant ends(SequencedSet<Permit> inUse, int count, Duration usual, Instant now) {
        Permit last =
                inUse.stream().skip((count - 1) % inUse.size()).findFirst().orElseThrow();
        Instant end = (last.at.isAfter(now) ? now : last.at).plus(usual);
        if (!end.isAfter(now)) {
            if (!end.plus(usual).isAfter(now)) {
                return null;
            }
            end = now.plus(usual.dividedBy(OVERDUE_PART));
        }
        int rounds = (count - 1) / inUse.size();
        return end.plus(usual.multipliedBy(rounds));
    }

    /** The one that lasts longer; of one that nobody knows the end of, that one. */
    static Answer.@Nullable No later(Answer.@Nullable No one, Answer.@Nullable No other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        Instant until = one.until();
        Instant otherUntil = other.until();
        return until != null && (otherUntil == null || otherUntil.isAfter(until)) ? other : one;
    }

    /** What is left of each limit for a key and a model, in the order of the limits, and then what the vendor says. */
    public synchronized List<Left> left(String key, String model) {
        Instant now = now();
        List<Left> all = new ArrayList<>();
        for (Limit limit : limits) {
            if (!limit.isFor(model)) {
                continue;
            }
            if (limit.unit() == Unit.PARALLEL) {
                int used =
                        running.getOrDefault(place(limit, key, model), NOBODY).size();
                all.add(new Left(limit, "", limit.amount(), Math.max(0, limit.amount() - used), now));
            } else {
                Window window = window(limit, key, model, now);
                all.add(new Left(limit, "", limit.amount(), window.left(now), window.anew(now)));
            }
        }
        Account account = find(key, model);
        if (account != null) {
            account.left(now, all);
        }
        return all;
    }

    /** Which share of what may be used is left, 0 to 1, of the limit that is nearest to its end; 1 without limits. */
    public double share(String key, String model) {
        return left(key, model).stream()
                .filter(left -> left.amount() > 0)
                .mapToDouble(left -> Math.min(1, left.left() / (double) left.amount()))
                .min()
                .orElse(1);
    }

    /** How many calls with a key are under way, for all its models. */
    public synchronized int running(String key) {
        int sum = 0;
        for (Account account : accounts.getOrDefault(key, Map.of()).values()) {
            sum += account.running();
        }
        return sum;
    }

    /** The time; after the clock was set back all windows are counted anew. */
    private Instant now() {
        Instant now = clock.instant();
        if (now.plus(SET_BACK).isBefore(last)) {
            windows.forEach((place, window) -> window.recount(uses(window, place, place.key(), now), now));
            last = now;
        } else if (now.isAfter(last)) {
            last = now;
        }
        return now;
    }

    private static long plausible(long tokens) {
        return Math.clamp(tokens, 0, MOST_TOKENS);
    }

    private Window window(Limit limit, String key, String model, Instant now) {
        if (windows.size() > MANY) {
            windows.values().removeIf(window -> window.unused(now));
        }
        return windows.computeIfAbsent(place(limit, key, model), place -> filled(limit, place, key, now));
    }

    /** A window with what was used of it of late. */
    private Window filled(Limit limit, Place place, String key, Instant now) {
        Window window = new Window(limit, exact);
        uses(window, place, key, now)
                .forEach(use -> window.add(use.at(), now, limit.unit().of(use.amount())));
        return window;
    }

    private List<Use> uses(Window window, Place place, String key, Instant now) {
        Limit limit = window.limit();
        return ledger.since(window.start(now)).stream()
                .filter(use -> (limit.wholeVendor() || use.key().equals(key))
                        && limit.isFor(use.model())
                        && place(limit, use.key(), use.model()).equals(place))
                .toList();
    }

    /** The windows in which a call counts. */
    private List<Window> windows(String key, String model, Account account, Instant now) {
        List<Window> all = new ArrayList<>(limits.size());
        for (Limit limit : limits) {
            if (limit.unit() != Unit.PARALLEL && limit.isFor(model)) {
                all.add(window(limit, key, model, now));
            }
        }
        all.addAll(account.windows());
        return all;
    }

    /** Counts in its windows what was only held until now. */
    private synchronized void sent(Permit permit) {
        Instant now = clock.instant();
        takeOut(permit, now);
        permit.sent = true;
        permit.at = now;
        permit.late = UNKNOWN;
        permit.known = permit.account.delays().known();
        putIn(permit, now);
        for (int i = 0; i < permit.counts.length; i++) {
            permit.counts[i] = permit.windows.get(i).count(now);
        }
    }

    /** Counts it from the moment at which it can have come to the vendor at the latest. */
    private synchronized void arrived(Permit permit, boolean answered) {
        if (!permit.sent || !permit.late.equals(UNKNOWN)) {
            return;
        }
        Instant now = clock.instant();
        takeOut(permit, now);
        Duration took = permit.at.isAfter(now) ? Duration.ZERO : Duration.between(permit.at, now);
        permit.late = permit.account.delays().late(took);
        if (answered) {
            permit.account.delays().answered(took);
        }
        putIn(permit, now);
    }

    private static void putIn(Permit permit, Instant now) {
        for (Window window : permit.windows) {
            window.add(permit.at(window), now, window.limit().unit().of(permit.tokens));
        }
    }

    /** Takes it out of its windows, where it is counted or only held. */
    private static void takeOut(Permit permit, Instant now) {
        for (Window window : permit.windows) {
            count(permit, window, now, -window.limit().unit().of(permit.tokens));
        }
    }

    /** Counts so much more for a call, or holds it where the call was not sent yet. */
    private static void count(Permit permit, Window window, Instant now, long amount) {
        if (permit.sent) {
            window.add(permit.at(window), now, amount);
        } else {
            window.hold(amount);
        }
    }

    private synchronized void settle(Permit permit, long actual) {
        long tokens = plausible(actual);
        Instant now = clock.instant();
        long more = tokens - permit.tokens;
        permit.shut();
        permit.tokens = tokens;
        if (more == 0) {
            return;
        }
        for (Window window : permit.windows) {
            if (window.limit().unit() == Unit.TOKENS) {
                count(permit, window, now, more);
            }
        }
        if (!limits.isEmpty()) {
            ledger.add(new Use(permit.at, permit.key, remembered(permit.model), 0, more));
        }
    }

    private synchronized void takeBack(Permit permit) {
        Instant now = clock.instant();
        permit.shut();
        takeOut(permit, now);
        permit.account.takeBack(permit.tokens, now);
        if (!limits.isEmpty()) {
            ledger.add(new Use(permit.at, permit.key, remembered(permit.model), -1, -permit.tokens));
        }
    }

    private synchronized void hear(Permit permit, Reading reading) {
        Instant now = clock.instant();
        Limit shape = shape(reading, permit.model);
        permit.account.hear(
                reading,
                shape,
                permit.number,
                permit.heldUpTo,
                shape == null ? -1 : permit.counted(shape),
                limit -> filled(limit, place(limit, permit.key, permit.model), permit.key, now),
                now);
    }

    /** The limit that a vendor tells of; null if nobody knows how long its window is. */
    private @Nullable Limit shape(Reading reading, String model) {
        if (reading.limit() <= 0 || reading.limit() > Integer.MAX_VALUE) {
            return null;
        }
        Duration period = reading.period();
        ZoneId zone = null;
        if (period == null) {
            Limit alike = alike(reading, model);
            if (alike == null) {
                return null;
            }
            period = alike.period();
            zone = alike.zone();
        }
        return new Limit(reading.unit(), reading.limit(), period, zone, Limit.EACH, false);
    }

    /** The limit that has its amount, or the only one of its unit. */
    private @Nullable Limit alike(Reading reading, String model) {
        Limit only = null;
        int count = 0;
        for (Limit limit : limits) {
            if (limit.unit() == reading.unit() && limit.isFor(model) && !limit.wholeVendor()) {
                if (limit.amount() == reading.limit()) {
                    return limit;
                }
                only = limit;
                count++;
            }
        }
        return only != null && count == 1 && reading.limit() < only.amount() ? only : null;
    }

    private synchronized void refused(Permit permit) {
        permit.account.refused(clock.instant());
    }

    private void end(Permit permit) {
        synchronized (this) {
            Account account = permit.account;
            permit.shut();
            account.end(permit.answered);
            Map<String, Account> models = accounts.getOrDefault(permit.key, Map.of());
            if (models.size() > MANY_MODELS && account.running() == 0) {
                // Clients may name models without end.
                models.remove(names.apply(permit.model), account);
            }
            for (Place place : permit.places) {
                running.computeIfPresent(place, (same, permits) -> {
                    permits.remove(permit);
                    return permits.isEmpty() ? null : permits;
                });
            }
        }
        freed.run();
    }

    /** By which limits a call is counted while it runs. */
    private List<Place> places(String key, String model) {
        List<Place> places = new ArrayList<>(1);
        for (Limit limit : limits) {
            if (limit.unit() == Unit.PARALLEL && limit.isFor(model)) {
                places.add(place(limit, key, model));
            }
        }
        return places;
    }

    private Account account(String key, String model) {
        return accounts.computeIfAbsent(key, name -> new HashMap<>())
                .computeIfAbsent(names.apply(model), name -> new Account());
    }

    private @Nullable Account find(String key, String model) {
        Map<String, Account> models = accounts.get(key);
        return models == null ? null : models.get(names.apply(model));
    }

    private Place place(Limit limit, String key, String model) {
        return new Place(
                limit,
                limit.wholeVendor() ? "" : key,
                limit.models().equals(Limit.EACH) ? names.apply(model) : limit.models());
    }

    /** Under which name a use is remembered: one that still fits the pattern of a limit by which it counts. */
    private String remembered(String model) {
        String name = names.apply(model);
        if (name.equals(model)) {
            return model;
        }
        for (Limit limit : limits) {
            if (limit.models().contains("*") && !limit.models().equals(Limit.ALL) && limit.isFor(model)) {
                return limit.models().replace("*", OTHERS);
            }
        }
        return name;
    }

    /** A limit in words. */
    static String describe(Limit limit) {
        String unit = limit.unit() == Unit.TOKENS ? " tokens" : " requests";
        return limit.amount() + unit + " in "
                + limit.period().toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** Which limits may refuse a call. */
    public enum Scope {
        ALL,
        /** All but the one on which the throttler of the provider's route decides. */
        BESIDE_THROTTLE
    }

    /** A permit, or why there is none. */
    public sealed interface Answer {

        /**
         * @param until when there will be one; null if that depends on calls that are running
         */
        record No(String why, @Nullable Instant until) implements Answer {}
    }

    /** Leave for one call; to be closed when the call has ended. */
    public final class Permit implements Answer, AutoCloseable {
        private final String key;
        private final String model;
        private final Account account;
        private final List<Place> places;
        private final List<Window> windows;
        private final long[] counts;
        private final long number;
        private final long heldUpTo;
        private Instant at;
        private long tokens;
        private Duration late = UNKNOWN;
        private boolean known;
        private boolean sent;
        private boolean isOpen;
        private boolean called = true;
        private boolean answered;

        private Permit(String key, String model, Account account, Instant at, long tokens) {
            this.key = key;
            this.model = model;
            this.account = account;
            this.at = at;
            this.tokens = tokens;
            this.number = account.asked();
            this.heldUpTo = account.held();
            this.places = places(key, model);
            this.windows = windows(key, model, account, at);
            this.counts = new long[windows.size()];
        }

        /** Says in its windows that so many tokens are held for it, of which some may be given back. */
        private void open(long held) {
            isOpen = held > 0;
            for (Window window : windows) {
                if (window.limit().unit() == Unit.TOKENS) {
                    window.open(held);
                }
            }
        }

        /** Says that what it has used is known, or that it has ended. */
        private void shut() {
            if (isOpen) {
                open(-tokens);
            }
        }

        /** How much was counted when it was sent, itself included, in the window that a vendor tells of; less than 0 if nobody knows. */
        private long counted(Limit told) {
            for (int i = windows.size() - 1; sent && i >= 0; i--) {
                if (windows.get(i).limit().isAsLongAs(told)) {
                    return counts[i];
                }
            }
            return -1;
        }

        /** Says that the request goes out now: from this moment it counts in windows that roll. */
        public void sent() {
            Quota.this.sent(this);
        }

        /**
         * Says that the vendor has begun to answer, so that the request has come to it.
         *
         * @param well whether it is the answer that was asked for
         */
        public void arrived(boolean well) {
            Quota.this.arrived(this, well);
        }

        /** When it came to the vendor, at the latest. */
        private Instant at(Window window) {
            Duration most = window.slack(known);
            return at.plus(late.compareTo(most) < 0 ? late : most);
        }

        /** Counts the tokens that the call has cost instead of those that were held for it. */
        public void settle(long actual) {
            Quota.this.settle(this, actual);
        }

        /** Believes what the vendor's answer to this call says is left. Calls that were made after it are not in the vendor's count. */
        public void told(Reading reading) {
            hear(this, reading);
        }

        /** Says that the vendor has answered it. */
        public void answered() {
            answered = true;
        }

        /** Says that the vendor has refused it, because of a limit. */
        public void refused() {
            Quota.this.refused(this);
        }

        /** Says that the vendor was not called after all, so that nothing was used. */
        public void unused() {
            if (called) {
                called = false;
                takeBack(this);
            }
        }

        @Override
        public void close() {
            if (called) {
                if (!sent) {
                    sent();
                }
                arrived(false);
            }
            end(this);
        }
    }

    /**
     * What is left of a limit.
     *
     * @param told what the vendor calls it that tells of it; empty for a limit that is configured
     * @param amount how much there is in all; 0 if only the vendor knows
     * @param anew when all of it is there again
     */
    public record Left(Limit limit, String told, long amount, long left, Instant anew) {

        /** Whether only the vendor tells of it. */
        public boolean isTold() {
            return !told.isEmpty();
        }

        /** Its text as it is configured, or what the vendor calls it. */
        public String name() {
            return isTold() ? "the vendor's " + told : limit.toString();
        }
    }

    /** Whose uses count together. */
    private record Place(Limit limit, String key, String models) {}
}
