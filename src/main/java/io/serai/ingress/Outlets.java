package io.serai.ingress;

import io.serai.chat.RejectedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;

/** The folders into which the route of a job writes, as its {@code to: file:} steps say. */
final class Outlets {
    private Outlets() {}

    static List<FileEndpoint> of(Exchange exchange) {
        List<FileEndpoint> outlets = new ArrayList<>();
        if (exchange.getContext() instanceof ModelCamelContext context && exchange.getFromRouteId() != null) {
            RouteDefinition route = context.getRouteDefinition(exchange.getFromRouteId());
            if (route != null) {
                for (ToDefinition to :
                        ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)) {
                    String uri = to.getEndpointUri();
                    if (uri != null
                            && uri.startsWith("file:")
                            && context.getEndpoint(uri) instanceof FileEndpoint file) {
                        outlets.add(file);
                    }
                }
            }
        }
        return outlets;
    }

    static Path folder(FileEndpoint endpoint) {
        return Path.of(endpoint.getConfiguration().getDirectory()).toAbsolutePath();
    }

    /**
     * Looks whether an answer may have its name, before anybody pays for it.
     *
     * @throws RejectedException if there is a folder of that name
     */
    static void refuseIfTaken(Exchange exchange, String name) {
        for (FileEndpoint outlet : of(exchange)) {
            Path target = folder(outlet).resolve(name);
            if (outlet.getFileName() == null && Files.isDirectory(target)) {
                throw new RejectedException(
                        409,
                        "name_taken",
                        "The answer cannot be stored: " + target + " is a folder. Rename that folder, or the file.",
                        null);
            }
        }
    }
}
