using System;
using System.Numerics;

namespace Repartee.Samples.PlaySession.Gl;

/// <summary>
/// Collects quads and draws them at once, as long as the texture stays the same. Its memory is taken once, so a frame allocates nothing.
/// </summary>
internal sealed unsafe class Batch : IDisposable
{
    private const int MostQuads = 4096;

    private readonly GlFunctions gl;
    private readonly ShaderProgram shader;
    private readonly Vertex[] vertices = new Vertex[MostQuads * 4];
    private uint array;
    private uint vertexBuffer;
    private uint indexBuffer;
    private Texture? texture;
    private int count;

    public Batch(GlFunctions gl)
    {
        this.gl = gl;
        shader = new ShaderProgram(gl);
        fixed (uint* place = &array)
            gl.GenVertexArrays(1, place);
        fixed (uint* place = &vertexBuffer)
            gl.GenBuffers(1, place);
        fixed (uint* place = &indexBuffer)
            gl.GenBuffers(1, place);
        gl.BindVertexArray(array);
        gl.BindBuffer(GlNames.ArrayBuffer, vertexBuffer);
        Describe();
        gl.BindBuffer(GlNames.ElementArrayBuffer, indexBuffer);
        FillIndices();
        gl.Enable(GlNames.Blend);
        gl.BlendFunc(GlNames.One, GlNames.OneMinusSourceAlpha);
    }

    /// <summary>What follows is drawn into a picture of this size, in the drawing's units.</summary>
    public void Project(Vector2 size)
    {
        Flush();
        shader.Use(size.X, size.Y);
    }

    /// <summary>Adds four corners, clockwise from the upper left.</summary>
    public void Add(Texture picture, in Vertex a, in Vertex b, in Vertex c, in Vertex d)
    {
        if (picture != texture || count == vertices.Length)
        {
            Flush();
            texture = picture;
        }

        vertices[count] = a;
        vertices[count + 1] = b;
        vertices[count + 2] = c;
        vertices[count + 3] = d;
        count += 4;
    }

    /// <summary>Draws what was added.</summary>
    public void Flush()
    {
        if (count == 0)
            return;
        gl.BindTexture(GlNames.Texture2D, texture!.Id);
        fixed (Vertex* start = vertices)
            gl.BufferData(GlNames.ArrayBuffer, count * sizeof(Vertex), start, GlNames.StreamDraw);
        gl.DrawElements(GlNames.Triangles, count / 4 * 6, GlNames.UnsignedShort, 0);
        count = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        fixed (uint* place = &array)
            gl.DeleteVertexArrays(1, place);
        fixed (uint* place = &vertexBuffer)
            gl.DeleteBuffers(1, place);
        fixed (uint* place = &indexBuffer)
            gl.DeleteBuffers(1, place);
        shader.Dispose();
    }

    private void Describe()
    {
        gl.VertexAttribPointer(0, 2, GlNames.Float, 0, sizeof(Vertex), 0);
        gl.VertexAttribPointer(1, 2, GlNames.Float, 0, sizeof(Vertex), 8);
        gl.VertexAttribPointer(2, 4, GlNames.UnsignedByte, 1, sizeof(Vertex), 16);
        for (uint attribute = 0; attribute < 3; attribute++)
            gl.EnableVertexAttribArray(attribute);
    }

    private void FillIndices()
    {
        var indices = new ushort[MostQuads * 6];
        ReadOnlySpan<int> corners = [0, 1, 2, 0, 2, 3];
        for (int i = 0; i < indices.Length; i++)
            indices[i] = (ushort)((i / 6 * 4) + corners[i % 6]);
        fixed (ushort* start = indices)
            gl.BufferData(GlNames.ElementArrayBuffer, indices.Length * sizeof(ushort), start, GlNames.StaticDraw);
    }
}
