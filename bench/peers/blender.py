"""Renders the scenes that blender.ts wrote, and writes how long that took to result.json."""
import json
import math
import os
import sys
import time
import traceback

import bpy
import numpy as np
from mathutils import Matrix, Vector

NO_TEXTURE = 0xFFFFFFFF
# Blender's camera has y up and looks along -z.
FLIP = Matrix(((1, 0, 0, 0), (0, -1, 0, 0), (0, 0, -1, 0), (0, 0, 0, 1)))


def main(folder, engine):
    with open(os.path.join(folder, "scenes.json")) as file:
        work = json.load(file)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.resolution_x, scene.render.resolution_y = work["width"], work["height"]
    scene.render.resolution_percentage = 100
    scene.view_settings.view_transform = "Standard"
    if engine == "eevee":
        scene.render.engine = "BLENDER_EEVEE"
        scene.eevee.taa_render_samples = 1
    else:
        scene.render.engine = "CYCLES"
        scene.cycles.samples = 16
        scene.cycles.use_denoising = False
        scene.cycles.use_adaptive_sampling = False
        # As BlenderProc sets them (DefaultConfig.py).
        scene.cycles.max_bounces = scene.cycles.diffuse_bounces = 3
        scene.cycles.glossy_bounces = scene.cycles.transmission_bounces = scene.cycles.volume_bounces = 0
        scene.cycles.transparent_max_bounces = 8
    scene.camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    scene.camera.data.sensor_fit = "VERTICAL"
    scene.collection.objects.link(scene.camera)
    scene.world = bpy.data.worlds.new("world")
    scene.world.use_nodes = True

    materials = {index: make_material(folder, index, **facts) for index, facts in work["materials"].items()}
    meshes = make_meshes(folder, work["meshes"], materials)
    draw(scene, work, work["scenes"][0], meshes)  # compiles shaders and loads images
    started, cpu = time.perf_counter(), time.process_time()
    for each in work["scenes"]:
        draw(scene, work, each, meshes)
    result = {"seconds": time.perf_counter() - started, "cpuSeconds": time.process_time() - cpu}
    with open(os.path.join(folder, "result.json"), "w") as file:
        json.dump(result, file)
    picture = os.environ.get("BENCH_PICTURE")
    if picture:
        bpy.data.images["Render Result"].save_render(picture)


def make_material(folder, index, color, texture, roughness, metallic):
    material = bpy.data.materials.new(index)
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    nodes.clear()
    # Metallic-roughness with GGX, as Blender's importers make it and as scenemill shades it.
    surface = nodes.new("ShaderNodeBsdfPrincipled")
    surface.inputs["Base Color"].default_value = color
    surface.inputs["Roughness"].default_value = roughness
    surface.inputs["Metallic"].default_value = metallic
    output = nodes.new("ShaderNodeOutputMaterial")
    links.new(surface.outputs[0], output.inputs["Surface"])
    if texture != NO_TEXTURE:
        image = nodes.new("ShaderNodeTexImage")
        image.image = bpy.data.images.load(os.path.join(folder, f"{texture}.png"))
        links.new(image.outputs["Color"], surface.inputs["Base Color"])
    return material


def make_meshes(folder, ranges, materials):
    positions = np.fromfile(os.path.join(folder, "positions"), np.float32).reshape(-1, 3)
    uvs = np.fromfile(os.path.join(folder, "attributes"), np.float32).reshape(-1, 4)[:, 1:3]
    triangles = np.fromfile(os.path.join(folder, "triangles"), np.uint32).reshape(-1, 4)
    meshes = {}
    for name, facts in ranges.items():
        vertices = slice(facts["firstVertex"], facts["firstVertex"] + facts["vertexCount"])
        faces = triangles[facts["firstTriangle"]:facts["firstTriangle"] + facts["triangleCount"]]
        mesh = bpy.data.meshes.new(name)
        mesh.from_pydata(positions[vertices].tolist(), [], faces[:, :3].tolist())
        corners = uvs[vertices][faces[:, :3].reshape(-1)]
        layer = mesh.uv_layers.new()
        # In Blender, v = 0 is the bottom of a texture.
        layer.data.foreach_set("uv", np.stack([corners[:, 0], 1 - corners[:, 1]], 1).ravel())
        indices = faces[:, 3] & 0x3FFFFFFF
        slots = np.unique(indices)
        for index in slots:
            mesh.materials.append(materials[str(index)])
        mesh.polygons.foreach_set("material_index", np.searchsorted(slots, indices).astype(np.int32))
        mesh.polygons.foreach_set("use_smooth", np.ones(len(faces), bool))
        mesh.update()
        meshes[int(name)] = mesh
    return meshes


def draw(scene, work, given, meshes):
    camera = given["camera"]
    scene.camera.data.angle_y = 2 * math.atan(work["height"] / 2 / camera["fy"])
    scene.camera.data.clip_start = camera["near"]
    scene.camera.data.clip_end = 2 * max(instance["rows"][11] for instance in given["instances"])
    background = scene.world.node_tree.nodes["Background"]
    background.inputs["Color"].default_value = (1, 1, 1, 1)
    background.inputs["Strength"].default_value = given["ambient"]
    placed = []
    for instance in given["instances"]:
        rows = instance["rows"]
        thing = bpy.data.objects.new("thing", meshes[instance["mesh"]])
        thing.matrix_world = FLIP @ Matrix((rows[0:4], rows[4:8], rows[8:12], (0, 0, 0, 1)))
        placed.append(thing)
    for light in given["lights"]:
        lamp = bpy.data.lights.new("sun", "SUN")
        lamp.energy = math.pi * light["intensity"]
        lamp.color = light["color"]
        lamp.use_shadow = False
        thing = bpy.data.objects.new("sun", lamp)
        x, y, z = light["direction"]
        thing.rotation_euler = Vector((x, -y, -z)).to_track_quat("-Z", "Y").to_euler()
        placed.append(thing)
    for thing in placed:
        scene.collection.objects.link(thing)
    bpy.ops.render.render()
    for thing in placed:
        data = thing.data
        bpy.data.objects.remove(thing)
        if isinstance(data, bpy.types.Light):
            bpy.data.lights.remove(data)


try:
    main(*sys.argv[sys.argv.index("--") + 1:])
except Exception:
    traceback.print_exc()
    sys.exit(1)  # after an uncaught exception Blender exits with 0
