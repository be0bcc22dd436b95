package io.serai.demo.simulator;

import io.serai.demo.simulator.Scenario.VendorPlan;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A simulator while it runs: each vendor of a scenario on a port of this machine. An open call costs a timer and no thread.
 *
 * <p>By the system's clock, latencies are waited for. By any other the caller turns the time: limits, schedules and faults follow it, all
 * that is due later is due at once, and a call that would hang ends at once.
 */
public final class Simulator implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int EVENT_LOOPS = 2;
    private static final int BACKLOG = 8192;

    private final Vertx vertx;
    private final Map<String, SimulatedVendor> vendors = new LinkedHashMap<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();

    private Simulator() {
        this.vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(EVENT_LOOPS));
    }

    /** Starts one that lives in real time. */
    public static Simulator start(Scenario scenario) {
        return start(scenario, InstantSource.system());
    }

    /**
     * Starts one.
     *
     * @throws ScenarioException if a port is taken
     */
    public static Simulator start(Scenario scenario, InstantSource clock) {
        Simulator simulator = new Simulator();
        try {
            SplittableRandom random = new SplittableRandom(scenario.seed());
            for (VendorPlan plan : scenario.vendors()) {
                simulator.add(plan, clock, random.split());
            }
            return simulator;
        } catch (RuntimeException e) {
            simulator.close();
            throw e;
        }
    }

    private void add(VendorPlan plan, InstantSource clock, SplittableRandom random) {
        boolean sleeps = clock.equals(InstantSource.system());
        SimulatedVendor vendor = new SimulatedVendor(plan, clock, sleeps, vertx, random);
        HttpServerOptions options = new HttpServerOptions()
                .setTcpNoDelay(true)
                .setAcceptBacklog(BACKLOG)
                .setHandle100ContinueAutomatically(true);
        try {
            int port = vertx.createHttpServer(options)
                    .requestHandler(vendor::handle)
                    .listen(plan.port(), HOST)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .actualPort();
            vendors.put(plan.name(), vendor);
            ports.put(plan.name(), port);
        } catch (ExecutionException | TimeoutException e) {
            throw new ScenarioException("Port " + plan.port() + " of " + plan.name()
                    + " is taken; set its port to another, or to 0 for any");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The ports by the vendors' names, in the order of the scenario. */
    public Map<String, Integer> ports() {
        return Collections.unmodifiableMap(ports);
    }

    /** The base URL of a vendor, as a provider takes it. */
    public String url(String vendor) {
        return "http://" + HOST + ':' + port(vendor) + vendor(vendor).base();
    }

    /** Where a vendor listens. */
    public int port(String vendor) {
        vendor(vendor);
        return ports.getOrDefault(vendor, 0);
    }

    /** What a vendor saw until now. */
    public Counts counts(String vendor) {
        return vendor(vendor).counts();
    }

    private SimulatedVendor vendor(String name) {
        SimulatedVendor vendor = vendors.get(name);
        if (vendor == null) {
            throw new IllegalArgumentException("No vendor " + name + " in " + vendors.keySet());
        }
        return vendor;
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The simulator did not stop", e);
        }
    }
}
