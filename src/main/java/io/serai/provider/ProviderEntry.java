package io.serai.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.serai.catalog.Auth;
import io.serai.catalog.Catalog;
import io.serai.catalog.Differences;
import io.serai.catalog.Flag;
import io.serai.catalog.Model;
import io.serai.catalog.Vendor;
import io.serai.chat.Request;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.provider.ProviderState.BreakerSettings;
import io.serai.provider.balance.Balances;
import io.serai.provider.connection.Addresses;
import io.serai.provider.key.KeyList;
import io.serai.provider.key.KeyMemory;
import io.serai.provider.key.KeyNames;
import io.serai.provider.key.KeyOrder;
import io.serai.provider.permit.Passes;
import io.serai.quota.Limit;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/**
 * A provider's entry in the routes: made by the provider template from its parameters, each empty to take the catalogue's. In the route it
 * turns a canonical request into the vendor's payload, address and headers.
 */
public final class ProviderEntry implements CamelContextAware, Processor {
    /** The catalogue's entry for servers that it does not know by name. */
    private static final String OWN = "openai-compatible";

    /** What the parameter {@code batches} says if lines of jobs wait for batches of the vendor's own. */
    public static final String VENDOR_BATCHES = "vendor";

    /** Of a time-out: a hundred years, which are for ever and still a number of nanoseconds. */
    private static final long LONGEST_MILLIS = Duration.ofDays(36_500).toMillis();

    private @Nullable CamelContext context;
    private String name = "";
    private String vendor = "";
    private String url = "";
    private String keys = "";
    private String keyOrder = "";
    private String limits = "";
    private String timeout = "";
    private String firstByteTimeout = "";
    private String idleTimeout = "";
    private String minimumBalance = "";
    private @Nullable Balances balances;
    private String models = "";
    private boolean discover = true;
    private String batches = "";
    private float failureRate = 50;
    private int failureWindow = 20;
    private int failureMinimum = 10;
    private String openFor = "";
    private String openMillis = "";
    private @Nullable Limit throttled;
    private int keyCount = 1;
    private Payloads payloads = new Payloads(Differences.NONE, this::images);
    private final Map<String, Passes> passes = new ConcurrentHashMap<>();

    /** Makes the provider and its breaker known to its revision. Called by Camel when all parameters are set. */
    public void register() {
        CamelContext camel = getCamelContext();
        Catalog catalog = CamelContextHelper.mandatoryLookup(camel, "catalog", Catalog.class);
        balances = CamelContextHelper.lookup(camel, "balances", Balances.class);
        Providers providers = CamelContextHelper.mandatoryLookup(camel, "providers", Providers.class);
        Vendor known = vendorIn(catalog);
        payloads = new Payloads(known.differences(), this::images);
        String usual = KeyList.orVariable(keys, url, known.keys());
        if (!usual.equals(keys)) {
            keys = camel.resolvePropertyPlaceholders(usual);
        }
        ProviderState state = providers.states().of(name);
        List<String> ring = ring(providers);
        state.keysLost(ring.isEmpty() && KeyList.namesFiles(keys));
        // Whether a local server runs, nobody can know: it is on when somebody says where.
        String there = known.url() == null || known.has(Flag.LOCAL) ? "" : known.url();
        String address = Addresses.of(url.isEmpty() ? there : url, known);
        boolean needsKey = known.auth() == Auth.BEARER;
        ClientDialect dialect =
                CamelContextHelper.mandatoryLookup(camel, "client-" + known.dialect(), ClientDialect.class);
        List<Limit> allowed = Limit.parse(limits.isBlank() ? known.limits() : limits);
        throttled = Limit.throttled(allowed);
        keyCount = Math.max(1, ring.size());
        providers.add(new Provider(
                name,
                known,
                address,
                dialect,
                ring,
                keyOrder.isBlank() ? KeyOrder.ROUND_ROBIN : KeyOrder.parse(keyOrder),
                allowed,
                !address.isEmpty() && (!ring.isEmpty() || !needsKey && !KeyList.namesFiles(keys)),
                duration(timeout, Duration.ofMinutes(10)),
                duration(firstByteTimeout, known.firstByte()),
                duration(idleTimeout, Duration.ofSeconds(60)),
                minimumBalance.isBlank() ? null : new BigDecimal(minimumBalance.strip()),
                models.isBlank()
                        ? known.models().stream().map(Model::id).toList()
                        : Arrays.stream(models.split(",")).map(String::strip).toList(),
                state));
        if (discover) {
            providers.discover(name);
        }
        providers.add(name, this, batches.strip().equals(VENDOR_BATCHES) && dialect.batches() != null);
        camel.getRegistry()
                .bind(
                        "breaker-" + name,
                        CircuitBreaker.class,
                        state.breaker(
                                new BreakerSettings(failureRate, failureWindow, failureMinimum, open().toMillis())));
    }

    /** How long the breaker stays open. */
    private Duration open() {
        return duration(openMillis.isBlank() ? openFor : openMillis, Duration.ofSeconds(15));
    }

    /** Its keys. A file that is damaged or gone is no reason to call without a key, nor to let the whole revision down. */
    private List<String> ring(Providers providers) {
        String there = getCamelContext().resolvePropertyPlaceholders("{{serai.dir:}}");
        Path directory = Path.of(there == null ? "" : there);
        List<Path> files = KeyList.files(keys, directory);
        files.forEach(file -> providers.readKeysFrom(file, KeyList.content(file)));
        KeyMemory memory = providers.states().keyMemory();
        KeyList.Ring read = KeyList.read(keys, directory, memory::of);
        memory.read(name, files, read);
        return read.keys();
    }

    /** How many requests all keys together may send within the shortest window of the limits; for routes whose keys are not asked one after the other. */
    public int requestsPerWindow() {
        return throttled == null ? 1 : Math.toIntExact(throttled.amount() * keyCount);
    }

    /** By what the throttle keeps the keys apart: a name that does not show the key. */
    public String key(Exchange exchange) {
        return KeyNames.of(VendorCall.of(exchange).key());
    }

    /** How many permits the throttle has for the key that is being asked, so that all that was used counts, whatever route it came through. */
    public int permits(Exchange exchange) {
        VendorCall attempt = VendorCall.of(exchange);
        Limit limit = throttled;
        if (limit == null || !attempt.permits().isNone()) {
            // There is nothing to decide, or the quota has decided on all.
            return limit == null ? 1 : (int) limit.amount();
        }
        String key = KeyNames.of(attempt.key());
        Passes ofKey = passes.computeIfAbsent(key, same -> passes(limit, exchange));
        Passes.Pass pass = ofKey.pass();
        attempt.pass(pass);
        return ofKey.permits(pass, attempt.provider().state().quota().room(key), (int) limit.amount());
    }

    private Passes passes(Limit limit, Exchange exchange) {
        long period = limit.period().toMillis();
        long kept = Asking.of(exchange, name).providers().throttlePeriod(name, period);
        return new Passes(kept, kept > period);
    }

    @Override
    public void process(Exchange exchange) {
        VendorCall attempt = VendorCall.of(exchange);
        attempt.admit();
        Provider provider = attempt.provider();
        Message message = exchange.getMessage();
        Request request = Request.of(message.getBody());
        attempt.request(request);
        Payload payload = payload(attempt, request);
        message.setBody(payload.body());
        Map<String, Object> headers = message.getHeaders();
        // What the client sent, and what routes have set, is not for the vendor.
        headers.clear();
        headers.put(Exchange.HTTP_URI, Addresses.of(provider.url(), attempt.model(), payload.path()));
        headers.put(Exchange.CONTENT_TYPE, "application/json");
        headers.putAll(provider.showing(attempt.key()));
        headers.putAll(payload.headers());
        Balances asked = balances;
        if (asked != null) {
            provider.account(attempt.key()).ifPresent(asked::used);
        }
    }

    /** A request in the vendor's words. */
    Payload payload(VendorCall attempt, Request request) {
        return payloads.of(attempt, request);
    }

    private ImageFetcher images() {
        return CamelContextHelper.mandatoryLookup(getCamelContext(), "images", ImageFetcher.class);
    }

    private Vendor vendorIn(Catalog catalog) {
        String wanted = vendor.isBlank() ? name : vendor;
        if (!vendor.isBlank() || url.isEmpty()) {
            return catalog.vendor(wanted)
                    .orElseThrow(
                            () -> new IllegalArgumentException("Provider '" + name + "': the catalogue has no vendor '"
                                    + wanted + "'; did you mean '" + catalog.nearest(wanted)
                                    + "'? A server of your own needs a url instead"));
        }
        return catalog.vendor(wanted).or(() -> catalog.vendor(OWN)).orElseThrow();
    }

    private static Duration duration(String text, Duration otherwise) {
        return text.isBlank()
                ? otherwise
                : Duration.ofMillis(Math.clamp(TimeUtils.toMilliSeconds(text.strip()), 0, LONGEST_MILLIS));
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        if (context == null) {
            throw new IllegalStateException("not in a context");
        }
        return context;
    }

    public void setName(String text) {
        name = text;
    }

    public void setVendor(String text) {
        vendor = text;
    }

    public void setUrl(String text) {
        url = text.strip();
    }

    public void setKeys(String text) {
        keys = text;
    }

    public void setKeyOrder(String text) {
        keyOrder = text;
    }

    public void setLimits(String text) {
        limits = text;
    }

    public void setTimeout(String text) {
        timeout = text;
    }

    public void setFirstByteTimeout(String text) {
        firstByteTimeout = text;
    }

    public void setIdleTimeout(String text) {
        idleTimeout = text;
    }

    public void setMinimumBalance(String text) {
        minimumBalance = text;
    }

    public void setModels(String text) {
        models = text;
    }

    public void setDiscover(boolean asked) {
        discover = asked;
    }

    public void setBatches(String text) {
        batches = text;
    }

    public void setFailureRate(float percent) {
        failureRate = percent;
    }

    public void setFailureWindow(int calls) {
        failureWindow = calls;
    }

    public void setFailureMinimum(int calls) {
        failureMinimum = calls;
    }

    public void setOpenFor(String text) {
        openFor = text;
    }

    /** The older name of {@link #setOpenFor}, which routes of users may have. */
    public void setOpenMillis(String text) {
        openMillis = text;
    }
}
