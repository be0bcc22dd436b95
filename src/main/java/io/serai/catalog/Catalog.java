package io.serai.catalog;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The vendors that Serai knows, with their models; immutable. */
public final class Catalog {
    private static final String SHIPPED = "catalog/vendors.yaml";

    private final Map<String, Vendor> vendors = new LinkedHashMap<>();
    private final Map<String, List<Vendor>> offering = new HashMap<>();

    private Catalog(List<Vendor> vendors) {
        for (Vendor vendor : vendors) {
            this.vendors.put(vendor.name(), vendor);
            vendor.models()
                    .forEach(model -> offering.computeIfAbsent(model.id(), id -> new ArrayList<>())
                            .add(vendor));
        }
        offering.replaceAll((id, offerers) -> List.copyOf(offerers));
    }

    /** The catalogue that comes with Serai. */
    public static Catalog shipped() {
        try (InputStream in =
                Objects.requireNonNull(Catalog.class.getClassLoader().getResourceAsStream(SHIPPED), SHIPPED)) {
            return read(in, SHIPPED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The catalogue that comes with Serai with a user's own file on top: vendors and models that it adds, and single fields that it sets.
     *
     * @param own YAML of the same form; what stands below {@code imported} yields to all else of it
     * @param sourceName what messages call the user's file
     * @param check what others know of the fields in the user's file
     * @throws CatalogException if a field is unknown, missing or wrong
     */
    public static Catalog shippedWith(byte[] own, String sourceName, FieldCheck check) {
        try (InputStream in =
                Objects.requireNonNull(Catalog.class.getClassLoader().getResourceAsStream(SHIPPED), SHIPPED)) {
            return new Catalog(CatalogReader.read(in, SHIPPED, new ByteArrayInputStream(own), sourceName, check));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The catalogue in a YAML file of the same form; the stream stays open.
     *
     * @param sourceName what messages call the file
     * @throws CatalogException if a field is unknown, missing or of the wrong type
     */
    public static Catalog read(InputStream in, String sourceName) {
        return new Catalog(CatalogReader.read(in, sourceName));
    }

    public Optional<Vendor> vendor(String name) {
        return Optional.ofNullable(vendors.get(name));
    }

    /** The vendors' names, in the order of the file. */
    public Set<String> names() {
        return Collections.unmodifiableSet(vendors.keySet());
    }

    /** The vendor that an unknown name was most probably meant to be. */
    public String nearest(String name) {
        return Nearest.to(name, vendors.keySet());
    }

    /** What is known of a model; empty says nothing against it, for a vendor serves more than the catalogue lists. */
    public Optional<Model> model(String vendor, String id) {
        return vendor(vendor).flatMap(known -> known.model(id));
    }

    /** The vendors that list exactly this model, in the order of the file. */
    public List<Vendor> vendorsOffering(String modelId) {
        return offering.getOrDefault(modelId, List.of());
    }
}
