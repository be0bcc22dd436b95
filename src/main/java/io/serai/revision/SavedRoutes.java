package io.serai.revision;

import io.serai.revision.check.SavedFiles;
import java.util.Collection;
import org.apache.camel.CamelContext;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/** Lets Camel load the route files as they were read, under the names by which their user knows them. */
final class SavedRoutes extends DefaultRoutesCollector {
    private final SavedFiles files;

    SavedRoutes(SavedFiles files) {
        this.files = files;
    }

    @Override
    public Collection<Resource> findRouteResourcesFromDirectory(CamelContext context, String exclude, String include) {
        return files.routes().entrySet().stream()
                .map(file -> ResourceHelper.fromBytes(file.getKey(), file.getValue()))
                .toList();
    }
}
