# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Contabo: object storages, data centers and tags, which are read-only in this collection."""

from __future__ import annotations

from collections.abc import Iterator

from ...engine.errors import RequestFailed
from ...engine.fields import Field, ReadOnlyField, Resource, Row, get_path
from ...engine.folding import fold
from ...engine.http import Http
from ...engine.schema import maybe, obj, string, whole
from ...engine.store import Store
from .client import found, listing

ACCOUNT = (ReadOnlyField("tenant_id", "tenantId"), ReadOnlyField("customer_id", "customerId"))
STORAGE = obj(objectStorageId=string, displayName=string, region=string)


class ObjectStorages(Store):
    """The store of object storages (retrieveObjectStorageList)."""

    resource = Resource(
        noun="object_storage", plural="object_storages", key=Field("name", "displayName"), id_api="objectStorageId", fields=(),
        read_only=(
            ReadOnlyField("region", "region"), ReadOnlyField("data_center", "dataCenter"), ReadOnlyField("s3_url", "s3Url"),
            ReadOnlyField("s3_tenant_id", "s3TenantId"), ReadOnlyField("status", "status"), ReadOnlyField("created", "createdDate"),
            ReadOnlyField("canceled", "cancelDate"), ReadOnlyField("size_tb", "totalPurchasedSpaceTB"),
            ReadOnlyField("auto_scaling", "autoScaling", lambda state: {
                "state": get_path(state, "state"), "limit_tb": get_path(state, "sizeLimitTB"), "error": get_path(state, "errorMessage"),
            }), *ACCOUNT,
        ),
    )

    def rows(self) -> Iterator[Row]:
        return listing(self.http, "/v1/object-storages", "objectStorageId", schema=STORAGE)


class DataCenters(Store):
    """The store of data centers (retrieveDataCenterList of the products API)."""

    resource = Resource(
        noun="data_center", plural="data_centers", key=Field("name", "name"), id_api="slug", fields=(),
        read_only=(
            ReadOnlyField("region", "regionName"), ReadOnlyField("region_slug", "regionSlug"), ReadOnlyField("capabilities", "capabilities"),
            ReadOnlyField("s3_url", "s3Url"), *ACCOUNT,
        ),
    )

    def rows(self) -> Iterator[Row]:
        return listing(self.http, "/v1/data-centers", "slug", schema=obj(slug=string, name=string, regionName=string, regionSlug=string))


class Tags(Store):
    """The store of tags (retrieveTagList of the tags API)."""

    resource = Resource(
        noun="tag", plural="tags", key=Field("name", "name"), id_api="tagId", fields=(), read_only=(ReadOnlyField("color", "color"), *ACCOUNT),
    )

    def rows(self) -> Iterator[Row]:
        return listing(self.http, "/v1/tags", "tagId", schema=obj(tagId=whole, name=string))


def regions_named(http: Http, given: str) -> set[str]:
    """Return the folded names that storages and credentials may have for a region, given by its long or short name.

    Data centers have both names. If they cannot be read, or none is in this region, the list of storages is filtered by the given name.
    """
    form = obj(regionName=maybe(string), regionSlug=maybe(string))
    try:
        rows = list(listing(http, "/v1/data-centers", "slug", schema=form))
    except RequestFailed as problem:
        if problem.status not in (400, 403, 404):
            raise
        rows = []
    regions = [(row.get("regionName") or given, row.get("regionSlug")) for row in rows]
    names = {fold(name) for name, slug in regions if fold(given) in (fold(name), fold(slug or ""))}
    if not names:
        names = {fold(row["region"]) for row in found(http, "/v1/object-storages", "objectStorageId", {"region": given}, STORAGE)}
    return {fold(given), *names}
