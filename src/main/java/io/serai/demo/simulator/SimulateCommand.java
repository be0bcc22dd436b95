package io.serai.demo.simulator;

import io.serai.demo.simulator.Scenario.VendorPlan;
import java.io.PrintStream;
import java.nio.file.Path;

/** The command {@code simulate}: plays the vendors of a file until it is stopped. */
public final class SimulateCommand {
    private SimulateCommand() {}

    /**
     * Starts them, and prints their addresses.
     *
     * @throws ScenarioException if the file cannot be read or is wrong, or a port is taken
     */
    public static Simulator start(Path file, PrintStream out) {
        Scenario scenario = Scenario.read(file);
        Simulator simulator = Simulator.start(scenario);
        for (VendorPlan vendor : scenario.vendors()) {
            out.printf("%-16s %-10s %s%n", vendor.name(), vendor.dialect(), simulator.url(vendor.name()));
        }
        out.println("GET /_simulator on each of the ports shows what it has seen.");
        return simulator;
    }
}
